"""What the rules need of teammates: their documents as the server shows them to the team (game-rules 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.reading import read_document
from tarkov_desktop.domain.situation import faction_of

_STANDARD_EDITION = 1


@dataclass(frozen=True, slots=True)
class MateProgress:
    """One teammate's document, and what of their account counts. The stated level is the one in force."""

    document: Document
    facts: AccountFacts


class Mates:
    """Teammates whose progress is at hand. What follows from it is worked out when first asked for, and kept."""

    def __init__(self) -> None:
        self._progress: Mapping[UserId, MateProgress] = {}
        self._derived: dict[UserId, Derived] = {}

    def take(self, members: Mapping[UserId, Mapping[str, JsonValue]], *, me: UserId) -> None:
        """Take over what the server answered; of *me* this computer knows better."""
        self._progress = {user: read_mate(source) for user, source in members.items() if user != me}
        self._derived = {user: found for user, found in self._derived.items() if user in self._progress}

    def forget(self) -> None:
        """Let go of everybody: another squad, or none."""
        self._progress = {}
        self._derived.clear()

    def faction(self, user: UserId) -> str | None:
        """Return a teammate's faction without working out what follows from their progress; None: not at hand."""
        progress = self._progress.get(user)
        return None if progress is None else faction_of(progress.document)

    def derived(self, user: UserId, graph: GameGraph, now_ms: int) -> Derived | None:
        """Return what follows from a teammate's progress in the game of *graph*, None while it is not at hand.

        From one answer to the next only what differs is worked out anew: ten members who all play change every few
        seconds, and a whole document takes long enough to be seen as a stall.
        """
        progress = self._progress.get(user)
        if progress is None:
            return None
        found = self._derived.get(user)
        if found is None or found.graph is not graph:
            found = self._derived[user] = Derived(graph, progress.document, progress.facts, now_ms)
        elif found.document is not progress.document or 0 < found.next_change_ms <= now_ms:
            changed = differing_paths(found.document, progress.document)
            found.apply(progress.document, progress.facts, changed, now_ms)
        return found


def differing_paths(before: Document, after: Document) -> list[str]:
    """Return the paths of the registers that are not the same in both."""
    paths = before.entries.keys() | after.entries.keys()
    return [path for path in paths if before.entries.get(path) != after.entries.get(path)]


def read_mate(source: Mapping[str, JsonValue]) -> MateProgress:
    """Return a teammate's progress from the server's answer; what cannot be read is as if it were not there."""
    edition = source.get("gameEdition")
    whole = edition if isinstance(edition, int) and not isinstance(edition, bool) else _STANDARD_EDITION
    return MateProgress(read_document(dict(source)).document, AccountFacts(edition=whole))
