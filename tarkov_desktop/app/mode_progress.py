"""Progress in one mode of the game: catalog, document and what follows from them, together."""

from __future__ import annotations

from tarkov_desktop.app.scopes import LiveScopes
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Affected, Derived
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.registers import GAME_EDITION, preference_path
from tarkov_desktop.sync.registers import ACCOUNT, Scope

AUTOMATIC_LEVEL_PATH = preference_path("useAutomaticLevelCalculation")


class ModeProgress:
    """One mode: its catalog never changes (a refreshed one makes a new object), its document follows the scopes."""

    def __init__(self, graph: GameGraph, scopes: LiveScopes, now_ms: int) -> None:
        self.mode: GameMode = graph.catalog.mode
        self.catalog: Catalog = graph.catalog
        self.graph = graph
        self._scopes = scopes
        self.derived = Derived(self.graph, self.document, self.account, now_ms)

    @property
    def scope(self) -> Scope:
        """The scope whose registers this mode shows."""
        return self._scopes.of_mode(self.mode)

    @property
    def document(self) -> Document:
        """The registers of the mode."""
        return self._scopes.document(self.scope)

    @property
    def account(self) -> AccountFacts:
        """What the rules need of the account."""
        return account_facts(self._scopes.document(ACCOUNT))

    def follow(self, paths: frozenset[str], now_ms: int) -> Affected:
        """Bring what is derived up to the documents, in which *paths* changed."""
        return self.derived.apply(self.document, self.account, paths, now_ms)

    def start_afresh(self, now_ms: int) -> None:
        """Derive everything anew: the document was replaced."""
        self.derived = Derived(self.graph, self.document, self.account, now_ms)


def account_facts(account: Document) -> AccountFacts:
    """Return what the rules need of the registers of scope ``account``."""
    edition = account.value(GAME_EDITION)
    return AccountFacts(
        edition=edition if isinstance(edition, int) else 1,
        automatic_level=account.value(AUTOMATIC_LEVEL_PATH) is True,
    )
