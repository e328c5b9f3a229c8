"""The cloud as the window knows it: who is signed in, how sync stands, the squad; across changes of the account.

Light on purpose: the packages of the network are imported in a worker thread, after the first paint, and only when a
backend is set. Pages hold the hub and read its parts; they never import what is behind it.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.texts import _

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.guest_choice import GuestChoice, GuestOffer
    from tarkov_desktop.app.cloud.link import CloudLink
    from tarkov_desktop.app.squad.live import LiveSquad
    from tarkov_desktop.app.squad.state import SquadView
    from tarkov_desktop.remote.api_tokens import ApiTokenCalls
    from tarkov_desktop.remote.connection import Connection
    from tarkov_desktop.remote.vault import SecretKeyring

logger = logging.getLogger(__name__)

HEAVY: Final = (
    "tarkov_desktop.app.cloud.link",
    "tarkov_desktop.app.cloud.signing_in",
    "tarkov_desktop.app.squad.live",
)


NO_STANDING: Final = CloudStanding()


class SignIn(Enum):
    """Who uses the program, as far as the cloud goes."""

    NO_BACKEND = auto()
    GUEST = auto()
    IN_BROWSER = auto()
    SIGNED_IN = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class CloudState:
    """What the frame and the pages show. ``sentence`` says what went wrong last, "" when nothing did."""

    sign_in: SignIn = SignIn.NO_BACKEND
    user_id: str = ""
    name: str = ""
    provider: str = ""
    keeping: str = "kept"
    standing: CloudStanding = NO_STANDING
    squad: SquadView | None = None
    guest: GuestOffer | None = None
    sentence: str = ""


class CloudHub:
    """Made once per window; :meth:`attach` to each session's program, :meth:`detach` before it closes.

    ``account_changed`` is called after a sign-in or sign-out made another account's file the one to use.
    ``keyring`` and ``open_url`` are the computer's unless a test brings its own.
    """

    def __init__(
        self,
        *,
        new_id: Callable[[], str],
        account_changed: Callable[[], None],
        open_url: Callable[[str], object] = webbrowser.open,
        keyring: SecretKeyring | None = None,
    ) -> None:
        self.changed: Bus[CloudState] = Bus()
        self.state = CloudState()
        self.squad: LiveSquad | None = None
        self.link: CloudLink | None = None
        self.tokens: ApiTokenCalls | None = None
        self._new_id = new_id
        self._account_changed = account_changed
        self._open_url = open_url
        self._keyring = keyring
        self._program: Program | None = None
        self._connection: Connection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._signing_in: asyncio.Task[None] | None = None
        self._asked_guest = False

    async def attach(self, program: Program) -> None:
        """Take *program* up: connect if a backend is set, and go on as whoever is signed in."""
        self._program, self._asked_guest = program, False
        backends = await _late("tarkov_desktop.app.cloud.backend")
        try:
            backend = backends.backend_of(program.options, program.session)
        except backends.NoBackend as error:
            self._say(replace(self.state, sign_in=SignIn.NO_BACKEND, sentence=str(error)))
            return
        if backend is None:
            return
        for name in HEAVY:
            await _late(name)
        if self._connection is None:
            connections = await _late("tarkov_desktop.remote.connection")
            self._connection = await connections.Connection.open(backend, keyring=self._keyring)
        await self._go_on(program)

    async def _go_on(self, program: Program) -> None:
        connection = self._connection
        if program.account == GUEST or connection is None:
            self._say(
                replace(self.state, sign_in=SignIn.GUEST, user_id="", squad=None, standing=CloudStanding())
            )
            return
        vaults = await _late("tarkov_desktop.remote.vault")
        try:
            is_known = connection.tokens.user_id == program.account or await connection.tokens.resume(
                program.account
            )
        except vaults.KeyringUnavailable as error:
            self._say(replace(self.state, keeping=error.keeping.value))
            is_known = False
        if not is_known:
            sentence = _(
                "Sign in again to go on with the cloud. Everything you did is safe on this computer."
            )
            self._say(replace(self.state, sign_in=SignIn.ENDED, user_id=program.account, sentence=sentence))
            return
        await self._begin_link(program, connection)

    async def _begin_link(self, program: Program, connection: Connection) -> None:
        links = await _late("tarkov_desktop.app.cloud.link")
        squads = await _late("tarkov_desktop.app.squad.live")
        teams = await _late("tarkov_desktop.remote.teams")
        tokens = await _late("tarkov_desktop.remote.api_tokens")
        self.tokens = tokens.ApiTokenCalls(connection.calls)
        self.link = link = links.CloudLink(program.session, connection, program.account, new_id=self._new_id)
        self.squad = squad = squads.LiveSquad(
            program.session,
            teams.TeamCalls(connection.calls),
            link.live,
            program.account,
            now_ms=link.clocks.now_ms,
        )
        link.listen_with(squad.hear)
        link.changed.subscribe(self._hear_standing)
        squad.changed.subscribe(lambda view: self._say(replace(self.state, squad=view)))
        self._tasks = [self._keep(link.run()), self._keep(squad.run())]
        self._say(
            replace(
                self.state,
                sign_in=SignIn.SIGNED_IN,
                user_id=program.account,
                keeping=connection.tokens.keeping.value,
                sentence="",
                squad=squad.view,
            )
        )

    def _hear_standing(self, standing: CloudStanding) -> None:
        self._say(replace(self.state, standing=standing))
        if self._program is not None and not self._asked_guest and standing.last_success_ms is not None:
            # Only now both sides are known: what the guest did here, and what the cloud holds.
            self._asked_guest = True
            self._keep(self._offer_guest(self._program))

    async def _offer_guest(self, program: Program) -> None:
        choices = await _late("tarkov_desktop.app.cloud.guest_choice")
        bootstrap = await _late("tarkov_desktop.app.bootstrap")
        offer = choices.guest_offer(program, new_id=self._new_id, now_ms=bootstrap.now_ms)
        if offer is not None and self._program is program:
            self._say(replace(self.state, guest=offer))

    def decide_guest(self, choice: GuestChoice) -> bool:
        """Carry out what the player decided about the guest's progress; False when it is too much for one mode."""
        offer, program = self.state.guest, self._program
        if offer is None or program is None:
            return True
        choices = importlib.import_module("tarkov_desktop.app.cloud.guest_choice")
        if isinstance(choices.decide(program, offer, choice), choices.Unreadable):
            self._say(
                replace(
                    self.state,
                    sentence=_("Together this is more than one mode can hold. Nothing was changed."),
                )
            )
            return False
        self._say(replace(self.state, guest=None, sentence=""))
        return True

    async def detach(self) -> None:
        """Send what waits (two seconds at most) and let go of the session."""
        if self.link is not None:
            left = await self.link.flush()
            if left:
                logger.info("cloud left waiting=%d", left)
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.link = self.squad = self.tokens = self._program = None

    async def close(self) -> None:
        """End everything; the connection last."""
        self.cancel_sign_in()
        await self.detach()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    # What the player does.

    def sign_in(self, provider: str) -> None:
        """Begin a sign-in in the browser; :attr:`state` tells how it goes on."""
        if self._connection is not None and self._signing_in is None:
            self._say(replace(self.state, sign_in=SignIn.IN_BROWSER, provider=provider, sentence=""))
            self._signing_in = self._keep(self._sign_in(self._connection, provider))
            self._signing_in.add_done_callback(self._signed_in_or_not)

    def _signed_in_or_not(self, _done: asyncio.Task[None]) -> None:
        self._signing_in = None

    def cancel_sign_in(self) -> None:
        """Give up waiting for the browser; nothing changes."""
        if self._signing_in is not None:
            self._signing_in.cancel()
            self._say(replace(self.state, sign_in=self._before_sign_in()))

    def _before_sign_in(self) -> SignIn:
        return SignIn.GUEST if self._program is None or self._program.account == GUEST else SignIn.ENDED

    async def _sign_in(self, connection: Connection, provider: str) -> None:
        signing = await _late("tarkov_desktop.app.cloud.signing_in")
        program, before = self._program, self._before_sign_in()
        outcome = await signing.sign_in(connection, provider, open_url=self._open_url)
        if isinstance(outcome, signing.NotSignedIn):
            self._say(replace(self.state, sign_in=before, sentence=outcome.sentence))
            return
        self._say(
            replace(self.state, name=outcome.name, provider=outcome.provider, keeping=outcome.keeping.value)
        )
        if program is None:
            return
        if outcome.user_id == program.account:
            await self._go_on(program)
        else:
            signing.make_account_file(program.folders, outcome.user_id, new_id=self._new_id)
            self._account_changed()

    async def sign_out(self, *, everywhere: bool = False) -> str:
        """Sign out; return "" when done, else a sentence. What still waits stays in the account's file here."""
        program, connection = self._program, self._connection
        if program is None or connection is None:
            return ""
        if self.link is not None:
            await self.link.flush()
        answer = await connection.tokens.sign_out("global" if everywhere else "local")
        if answer is not None:
            return _("The server could not be told, so you are still signed in everywhere. Try again later.")
        program.folders.remember_account(GUEST)
        self._say(CloudState(sign_in=SignIn.GUEST))
        self._account_changed()
        return ""

    def begin_sign_out(self) -> None:
        """Sign out here; :attr:`state` tells when it did not work."""
        self._keep(self._sign_out_and_say())

    async def _sign_out_and_say(self) -> None:
        sentence = await self.sign_out()
        if sentence:
            self._say(replace(self.state, sentence=sentence))

    def try_now(self) -> None:
        """Exchange at once: the player asked, or the network is back."""
        if self.link is not None:
            self.link.schedule.hurry()
            self.link.live.try_now()

    def focused(self) -> None:
        """Note that the player looks at the window again."""
        if self.link is not None:
            self.link.schedule.focused()

    def _keep(self, work: Any) -> asyncio.Task[None]:  # noqa: ANN401 - any coroutine of ours
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        task.add_done_callback(_log_failure)
        return task

    def _say(self, state: CloudState) -> None:
        if state != self.state:
            self.state = state
            self.changed.publish(state)


async def _late(name: str) -> Any:  # noqa: ANN401 - a module
    """Import *name* in a worker thread, so that the window never waits for it."""
    return await asyncio.to_thread(importlib.import_module, name)


def _log_failure(done: asyncio.Task[None]) -> None:
    if not done.cancelled() and done.exception() is not None:
        logger.error("the cloud's work ended", exc_info=done.exception())
