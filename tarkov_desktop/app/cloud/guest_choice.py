"""What becomes of the guest's progress after a sign-in: the player sees both sides and decides (sync.md, First sign-in).

Safe to cancel and safe to crash in: nothing is written before the choice, the choice is one undoable import, and the
guest's own file is only ever read. What was decided about is remembered by its digest, so newer guest progress is
offered again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.files import (
    JOIN,
    REPLACE,
    Preview,
    export_text,
    import_file,
    preview_import,
)
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import GUEST_DECIDED
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.sync.registers import ACCOUNT

TASKS: Final = "taskCompletions"


class GuestChoice(Enum):
    """What the player decided."""

    KEEP_CLOUD = "keep_cloud"
    USE_GUEST = "use_guest"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class GuestSide:
    """One mode of the guest beside the account's: how many things joining and replacing would change."""

    mode: GameMode
    guest_tasks: int
    account_tasks: int
    join: Mapping[str, int]
    replace: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GuestOffer:
    """Progress made here without an account, not decided about yet."""

    sides: tuple[GuestSide, ...]
    preview: Preview
    digest: str


def guest_offer(
    program: Program, *, new_id: Callable[[], str], now_ms: Callable[[], int]
) -> GuestOffer | None:
    """Return what there is to decide, None when the guest did nothing or it was decided about.

    Raises:
        StoreError: the guest's file cannot be read now.
    """
    path = program.folders.account_file(GUEST)
    if program.account == GUEST or not path.exists():
        return None
    store = AccountStore.open(path, new_device_id=new_id)
    guest = Session(store, program.catalogs, now_ms=now_ms, new_id=new_id)
    try:
        scopes = [scope for scope in store.opened.scopes if scope != ACCOUNT]
        progress = "".join(
            f"{scope} {path} {register.stamp}\n"
            for scope in scopes
            for path, register in sorted(store.load_scope(scope).result().registers.items())
        )
        digest = hashlib.sha256(progress.encode()).hexdigest()
        if not progress or program.session.settings.get(GUEST_DECIDED) == digest:
            return None
        text = export_text(guest)
    finally:
        guest.close()
    preview = preview_import(program.session, text.encode())
    if isinstance(preview, Unreadable):
        raise StoreError(f"The progress of the guest cannot be read ({preview.value}).")
    return GuestOffer(_sides(program.session, preview), preview, digest)


def decide(program: Program, offer: GuestOffer, choice: GuestChoice) -> Changes | Unreadable | None:
    """Carry *choice* out as one step that can be undone; None when the cloud's is kept as it is.

    ``Unreadable``: together they would be more than one mode can hold; nothing was changed and the offer stays.
    """
    outcome: Changes | Unreadable | None = None
    if choice is not GuestChoice.KEEP_CLOUD:
        program.back_up("guest")
        way = JOIN if choice is GuestChoice.BOTH else REPLACE
        outcome = import_file(program.session, offer.preview.imported, choice=way)
    if not isinstance(outcome, Unreadable):
        program.session.settings.set(GUEST_DECIDED, offer.digest)
    return outcome


def _sides(session: Session, preview: Preview) -> tuple[GuestSide, ...]:
    documents = {each.mode: each.document for each in preview.imported.modes}
    return tuple(
        GuestSide(
            each.mode,
            sum(1 for _ in documents[each.mode].below(f"{TASKS}/")),
            sum(1 for _ in session.scopes.document(session.scopes.of_mode(each.mode)).below(f"{TASKS}/")),
            each.join,
            each.replace,
        )
        for each in preview.modes
    )
