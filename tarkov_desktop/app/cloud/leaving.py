"""What becomes of the progress here when an account is no more: it stays, and can go on without an account."""

from __future__ import annotations

from collections.abc import Callable

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.files import JOIN, export_text, import_file, preview_import
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.sync.remote import NoAnswer, Refused
from tarkov_desktop.sync.schedule import GONE_CODES


def not_deleted_sentence(answer: NoAnswer) -> str:
    """Return why the account was not deleted, "" when it was gone already."""
    match answer:
        case Refused(code=code) if code in GONE_CODES:
            return ""
        case Refused(code="rate_limited"):
            return _("That was too often. Nothing was deleted; try again in a minute.")
        case Refused(code="sign_in_again" | "not_signed_in"):
            return _("Your sign-in has ended. Nothing was deleted; sign in again first.")
        case Refused():
            return _("The server said no. Nothing was deleted.")
        case _:
            return _(
                "No answer came, so it is not known whether the account was deleted. Asking again does no harm."
            )


def carry_to_guest(program: Program, *, new_id: Callable[[], str], now_ms: Callable[[], int]) -> str:
    """Join everything of the open account to the guest's progress; "" when done, else a sentence.

    The account's file stays as it is.
    """
    text = export_text(program.session)
    try:
        store = AccountStore.open(program.folders.account_file(GUEST), new_device_id=new_id)
    except StoreError as error:
        return str(error)
    guest = Session(store, program.catalogs, now_ms=now_ms, new_id=new_id)
    try:
        preview = preview_import(guest, text.encode())
        outcome = (
            preview if isinstance(preview, Unreadable) else import_file(guest, preview.imported, choice=JOIN)
        )
    finally:
        guest.close()
    if isinstance(outcome, Unreadable):
        return _("Together with what the guest did this is more than one mode can hold. Nothing was changed.")
    return ""
