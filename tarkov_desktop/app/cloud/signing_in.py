"""Signing in through the system's browser, and what a fresh sign-in means for the files here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tarkov_desktop.app.folders import Folders
from tarkov_desktop.app.texts import _
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.loopback import LoopbackListener, ProviderRefused, TimedOut
from tarkov_desktop.remote.tokens import SignedIn
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.sync.remote import Refused, Unreachable

logger = logging.getLogger(__name__)

PROVIDERS: Final = ("discord", "twitch", "google", "github")


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """The sign-in did not happen; ``code`` is for the command line, ``sentence`` for the player."""

    code: str
    sentence: str


SignInOutcome: TypeAlias = SignedIn | NotSignedIn


async def sign_in(
    connection: Connection, provider: str, *, open_url: Callable[[str], object], limit_s: float | None = None
) -> SignInOutcome:
    """Let the player sign in at *provider* in the browser that *open_url* opens; cancel to give up.

    The listener stands before the browser opens and closes with this call.
    """
    options = {} if limit_s is None else {"limit_s": limit_s}
    async with LoopbackListener(_page, **options) as listener:
        url = await connection.tokens.calls.authorize_url(provider, listener.redirect_url)
        await asyncio.to_thread(open_url, url)
        callback = await listener.callback()
    match callback:
        case TimedOut():
            return NotSignedIn(
                "timed_out", _("Nobody came back from the browser in five minutes. Nothing was changed.")
            )
        case ProviderRefused(code=code):
            logger.info("sign-in refused code=%s", code)
            if code == "access_denied":
                return NotSignedIn(code, _("The sign-in was cancelled in the browser. Nothing was changed."))
            return NotSignedIn(
                code, _("The sign-in service said no. Nothing was changed; try again in a moment.")
            )
        case arrived:
            outcome = await connection.tokens.begin(arrived.code)
    match outcome:
        case SignedIn():
            return outcome
        case Refused(code=code):
            return NotSignedIn(code, _("The sign-in took too long or was already used. Please try again."))
        case Unreachable(reason=reason):
            logger.info("sign-in unreachable reason=%s", reason)
            return NotSignedIn(
                "unreachable", _("The server could not be reached. Nothing was changed; try again later.")
            )


def make_account_file(folders: Folders, user_id: str, *, new_id: Callable[[], str]) -> bool:
    """Make the file of a freshly signed-in account and use it from the next opening on; False if it was there.

    Raises:
        StoreError: it cannot be made.
    """
    path = folders.account_file(user_id)
    is_new = not path.exists()
    if is_new:
        AccountStore.open(path, new_device_id=new_id).close()
    folders.remember_account(user_id)
    return is_new


def _page(done: bool) -> str:  # noqa: FBT001 - the listener's seam is one positional word
    if done:
        return _("You are signed in. You can close this tab and go back to Tarkov Desktop.")
    return _("The sign-in did not work. Go back to Tarkov Desktop to read why.")
