"""How the player comes in and goes out: signing in, signing out, deleting the account.

What becomes of the files here is decided with each; :mod:`tarkov_desktop.app.cloud.hub` keeps the link in between.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tarkov_desktop.app.cloud.state import CloudState, SignIn
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.settings import ACCOUNT_GONE
from tarkov_desktop.app.texts import _

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.owned import Owned
    from tarkov_desktop.remote.connection import Connection

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Entrance:
    """What the hub does when somebody comes or goes. ``state`` reads what is shown, ``say`` shows another.

    ``account_changed`` says that another account's file is the one to use; ``go_on`` takes the open one up again.
    """

    new_id: Callable[[], str]
    account_changed: Callable[[], None]
    open_url: Callable[[str], object]
    state: Callable[[], CloudState]
    say: Callable[[CloudState], None]
    keep: Callable[[Any], asyncio.Task[None]]
    go_on: Callable[[Program], Awaitable[None]]
    _signing_in: asyncio.Task[None] | None = field(default=None, init=False)

    def sign_in(self, program: Program | None, connection: Connection, provider: str) -> None:
        """Begin a sign-in in the browser; a second one while it runs is not begun."""
        if self._signing_in is not None:
            return
        before = self.state()
        self.say(replace(before, sign_in=SignIn.IN_BROWSER, provider=provider, sentence=""))
        self._signing_in = self.keep(self._sign_in(program, connection, provider, before))
        self._signing_in.add_done_callback(lambda _done: self._forget_task())

    def _forget_task(self) -> None:
        self._signing_in = None

    def cancel(self, program: Program | None) -> None:
        """Give up waiting for the browser; nothing changes."""
        if self._signing_in is not None:
            self._signing_in.cancel()
            self.say(replace(self.state(), sign_in=standing_without_sign_in(program)))

    async def _sign_in(
        self, program: Program | None, connection: Connection, provider: str, before: CloudState
    ) -> None:
        signing = await late("tarkov_desktop.app.cloud.signing_in")
        outcome = await signing.sign_in(connection, provider, open_url=self.open_url)
        if isinstance(outcome, signing.NotSignedIn):
            self.say(replace(self.state(), sign_in=before.sign_in, sentence=outcome.sentence))
            return
        self.say(
            replace(self.state(), name=outcome.name, provider=outcome.provider, keeping=outcome.keeping.value)
        )
        if program is None:
            return
        if outcome.user_id == program.account:
            program.session.settings.set(ACCOUNT_GONE, value=False)
            await self.go_on(program)
        else:
            signing.make_account_file(program.folders, outcome.user_id, new_id=self.new_id)
            self.account_changed()

    async def sign_out(self, program: Program, connection: Connection, *, everywhere: bool) -> str:
        """Sign out; return "" when done, else a sentence. What still waits stays in the account's file here."""
        answer = await connection.tokens.sign_out("global" if everywhere else "local")
        if answer is not None:
            return _("The server could not be told, so you are still signed in everywhere. Try again later.")
        self.leave_for_guest(program)
        return ""

    async def delete(self, program: Program, connection: Connection, owned: Owned) -> str:
        """Delete the account on the server; return "" when done, else a sentence. The file here stays."""
        answer = await owned.delete()
        if not isinstance(answer, bool):
            leaving = await late("tarkov_desktop.app.cloud.leaving")
            sentence: str = leaving.not_deleted_sentence(answer)
            if sentence:
                return sentence
        logger.info("account deleted whole=%s", answer)
        await self.note_gone(program, connection)
        return ""

    async def note_gone(self, program: Program, connection: Connection) -> None:
        """Take in that the account is no more: forget the sign-in, keep everything that was done here."""
        program.session.settings.set(ACCOUNT_GONE, value=True)
        await connection.tokens.forget()
        self.say(CloudState(sign_in=SignIn.GONE, user_id=program.account))

    async def go_on_as_guest(self, program: Program) -> str:
        """Let what was done in a deleted account go on without one; "" when done, else a sentence."""
        leaving = await late("tarkov_desktop.app.cloud.leaving")
        bootstrap = await late("tarkov_desktop.app.bootstrap")
        sentence: str = leaving.carry_to_guest(program, new_id=self.new_id, now_ms=bootstrap.now_ms)
        if not sentence:
            self.leave_for_guest(program)
        return sentence

    def remove_here(self, program: Program) -> None:
        """Remove the account's file from this computer, with its backups, as soon as it is closed."""
        program.folders.mark_for_removal(program.account)
        self.leave_for_guest(program)

    def leave_for_guest(self, program: Program) -> None:
        """Make the guest's file the one to use."""
        program.folders.remember_account(GUEST)
        self.say(CloudState(sign_in=SignIn.GUEST))
        self.account_changed()


def standing_without_sign_in(program: Program | None) -> SignIn:
    """Return who uses the program when nobody is signed in."""
    if program is None or program.account == GUEST:
        return SignIn.GUEST
    return SignIn.GONE if program.session.settings.get(ACCOUNT_GONE) else SignIn.ENDED


async def late(name: str) -> Any:  # noqa: ANN401 - a module
    """Import *name* in a worker thread, so that the window never waits for it."""
    return await asyncio.to_thread(importlib.import_module, name)
