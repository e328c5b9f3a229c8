"""The link of whoever is signed in, kept across changes of the account; what the player does is the hub's.

Light on purpose: the packages of the network are imported in a worker thread, after the first paint, and only when a
backend is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.cloud.entrance import Entrance, late, standing_without_sign_in
from tarkov_desktop.app.cloud.guest_desk import GuestDesk
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.cloud.state import ALWAYS_OFFERED, PROVIDERS, CloudState, SignIn
from tarkov_desktop.app.texts import _
from tarkov_desktop.sync.phase import Phase

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.link import CloudLink
    from tarkov_desktop.app.cloud.linked import Linked
    from tarkov_desktop.app.cloud.owned import Owned
    from tarkov_desktop.app.squad.happenings import Happening
    from tarkov_desktop.app.squad.live import LiveSquad
    from tarkov_desktop.app.squad.state import SquadView
    from tarkov_desktop.remote.api_tokens import ApiTokenCalls
    from tarkov_desktop.remote.connection import Connection
    from tarkov_desktop.remote.vault import SecretKeyring

logger = logging.getLogger(__name__)

LINKED: Final = "tarkov_desktop.app.cloud.linked"
"""What works for a signed-in account; it brings the packages of the network with it."""


class KeptLink:
    """Made once per window; :meth:`attach` to each session's program, :meth:`detach` before it closes.

    ``changed`` tells every new state, ``happened`` what members of the squad do.
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
        self.happened: Bus[Happening] = Bus()
        self.state = CloudState()
        self.squad: LiveSquad | None = None
        self.link: CloudLink | None = None
        self.tokens: ApiTokenCalls | None = None
        self.owned: Owned | None = None
        self._new_id = new_id
        self._keyring = keyring
        self._program: Program | None = None
        self._connection: Connection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._kept: set[asyncio.Task[None]] = set()
        self._ears = contextlib.ExitStack()
        self._providers: tuple[str, ...] = ALWAYS_OFFERED
        self._guests = GuestDesk(new_id, lambda: self.state, self._say, self._keep)
        self._entrance = Entrance(
            new_id, account_changed, open_url, lambda: self.state, self._say, self._keep, self._go_on
        )

    async def attach(self, program: Program) -> None:
        """Take *program* up: connect if a backend is set, and go on as whoever is signed in."""
        self._program = program
        backends = await late("tarkov_desktop.app.cloud.backend")
        try:
            backend = backends.backend_of(program.options, program.session)
        except backends.NoBackend as error:
            self._say(replace(self.state, sign_in=SignIn.NO_BACKEND, sentence=str(error)))
            return
        if backend is None:
            return
        await late(LINKED)
        if self._connection is None:
            connections = await late("tarkov_desktop.remote.connection")
            self._connection = await connections.Connection.open(backend, keyring=self._keyring)
        await self._go_on(program)
        if self.link is None:
            self._keep(self._learn_providers(self._connection))

    async def _learn_providers(self, connection: Connection) -> None:
        offered = await connection.offered()
        self._providers = tuple(name for name in PROVIDERS if name in offered) or ALWAYS_OFFERED
        self._say(self.state)

    async def _go_on(self, program: Program) -> None:
        connection = self._connection
        if connection is None:
            return
        without = standing_without_sign_in(program)
        if without is not SignIn.ENDED:
            self._say(CloudState(sign_in=without, user_id="" if without is SignIn.GUEST else program.account))
            return
        vaults = await late("tarkov_desktop.remote.vault")
        sentence = _(
            "Sign in again to go on with the cloud. Everything you did is safe on this computer, also if the "
            "account was deleted elsewhere."
        )
        keeping = self.state.keeping
        try:
            is_known = connection.tokens.user_id == program.account or await connection.tokens.resume(
                program.account
            )
        except vaults.KeyringUnavailable as error:
            is_known, keeping = False, error.keeping.value
        if is_known and self.link is None:
            await self._begin_link(program, connection)
        elif is_known and self.link is not None:
            self._resume_link(self.link, connection)
        else:
            ended = CloudState(sign_in=SignIn.ENDED, user_id=program.account, keeping=keeping)
            self._say(replace(ended, sentence=sentence))

    def _resume_link(self, link: CloudLink, connection: Connection) -> None:
        """Go on with the link that stands, after a new sign-in of the same account."""
        keeping = connection.tokens.keeping.value
        self._say(replace(self.state, sign_in=SignIn.SIGNED_IN, keeping=keeping, sentence=""))
        link.resume()

    async def _begin_link(self, program: Program, connection: Connection) -> None:
        module = await late(LINKED)
        linked: Linked = module.linked(program, connection, new_id=self._new_id)
        self.link, self.squad = linked.link, linked.squad
        self.tokens, self.owned = linked.tokens, linked.owned
        self._ears.callback(linked.link.changed.subscribe(self._hear_standing))
        self._ears.callback(linked.squad.changed.subscribe(self._hear_squad))
        self._ears.callback(linked.squad.happened.subscribe(self.happened.publish))
        self._tasks = [self._keep(linked.link.run()), self._keep(linked.squad.run())]
        self._say(
            replace(
                self.state,
                sign_in=SignIn.SIGNED_IN,
                user_id=program.account,
                keeping=connection.tokens.keeping.value,
                sentence="",
                squad=linked.squad.view,
            )
        )

    def _hear_standing(self, standing: CloudStanding) -> None:
        self._say(replace(self.state, standing=standing))
        if standing.phase is Phase.SIGN_IN_AGAIN and self.state.sign_in is SignIn.SIGNED_IN:
            sentence = _("Your sign-in has ended. Everything you did is safe on this computer.")
            self._say(replace(self.state, sign_in=SignIn.ENDED, sentence=sentence))
        if standing.phase is Phase.ACCOUNT_GONE and self.state.sign_in is SignIn.SIGNED_IN:
            self._keep(self._note_gone())
        if self._program is not None and standing.last_success_ms is not None:
            # Only now both sides are known: what the guest did here, and what the cloud holds.
            self._guests.ask_once(self._program)

    def _hear_squad(self, view: SquadView) -> None:
        self._say(replace(self.state, squad=view))

    async def _note_gone(self) -> None:
        """The server says that the account was deleted, here or elsewhere."""
        if self._program is not None and self._connection is not None:
            await self._entrance.note_gone(self._program, self._connection)
            await self._end_link()

    async def detach(self) -> None:
        """Send what waits (two seconds at most) and let go of the session."""
        if self.link is not None and self.state.sign_in is SignIn.SIGNED_IN:
            left = await self.link.flush()
            if left:
                logger.info("cloud left waiting=%d", left)
        await self._end_link()
        self._guests.leave()
        self._program = None

    async def _end_link(self) -> None:
        # What is under way may still answer; nobody listens to it any more, so it is never shown for another account.
        self._ears.close()
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.link = self.squad = self.tokens = self.owned = None

    async def close(self) -> None:
        """End everything; the connection last."""
        self._entrance.cancel(self._program)
        await self.detach()
        kept = tuple(self._kept)
        for task in kept:
            task.cancel()
        await asyncio.gather(*kept, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def _keep(self, work: Any) -> asyncio.Task[None]:  # noqa: ANN401 - any coroutine of ours
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        task.add_done_callback(_log_failure)
        return task

    def _say(self, state: CloudState) -> None:
        state = replace(state, providers=self._providers)
        if state != self.state:
            self.state = state
            self.changed.publish(state)


def _log_failure(done: asyncio.Task[None]) -> None:
    if not done.cancelled() and done.exception() is not None:
        logger.error("the cloud's work ended", exc_info=done.exception())
