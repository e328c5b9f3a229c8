"""Reads everything an account has out of its file, as a progress file holds it (progress document 9)."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

from tarkov_desktop import __version__
from tarkov_desktop.domain.files import Exported
from tarkov_desktop.domain.ids import PVP, SEASONAL, GameMode
from tarkov_desktop.domain.registers import CURRENT_GAME_MODE, GAME_EDITION
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.records import LoadedScope
from tarkov_desktop.sync.registers import ACCOUNT, Scope, document_of

_PREFERENCE = "preferences/"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The account as it was when this was asked for; :meth:`exported` waits for the reading to end."""

    scopes: Mapping[Scope, Future[LoadedScope]]
    catalog_versions: Mapping[GameMode, str]
    at_ms: int

    @classmethod
    def of(
        cls, store: AccountStore, scopes: list[Scope], versions: Mapping[GameMode, str], at_ms: int
    ) -> Snapshot:
        """Ask for everything now: what is handed to the store later is not in it."""
        return cls({scope: store.load_scope(scope) for scope in [*scopes, ACCOUNT]}, dict(versions), at_ms)

    def exported(self) -> Exported:
        """Return what goes into the file; may be called in any thread."""
        loaded = {scope: future.result() for scope, future in self.scopes.items()}
        account = loaded.pop(ACCOUNT).registers
        edition = account[GAME_EDITION].value if GAME_EDITION in account else 1
        current = account[CURRENT_GAME_MODE].value if CURRENT_GAME_MODE in account else PVP
        return Exported(
            documents={scope.mode: document_of(each.registers) for scope, each in loaded.items()},
            edition=edition if isinstance(edition, int) else 1,
            current=GameMode(str(current)),
            season=next((scope.season for scope in loaded if scope.mode == SEASONAL), 0),
            app_version=__version__,
            exported_at=datetime.fromtimestamp(self.at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            catalog_versions=self.catalog_versions,
            stamps={
                scope.mode: {path: (*register.stamp,) for path, register in each.registers.items()}
                for scope, each in loaded.items()
            },
            preferences={
                path.removeprefix(_PREFERENCE): register.value
                for path, register in account.items()
                if path.startswith(_PREFERENCE) and "/" not in path.removeprefix(_PREFERENCE)
            },
        )
