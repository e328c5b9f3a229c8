"""Ties one session to its account in the cloud: sync when it is due, live pokes, and an honest standing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import platform
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tarkov_desktop import __version__
from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import DEVICE_NAME
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.limits import MAX_DEVICE_NAME_LENGTH
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.remote.realtime import (
    Cut,
    Heard,
    JoinRefused,
    LiveEvent,
    Missed,
    RealtimeSupervisor,
    Subscribed,
)
from tarkov_desktop.remote.vault import Keeping
from tarkov_desktop.store.errors import StoreClosed
from tarkov_desktop.sync.engine import SyncEngine
from tarkov_desktop.sync.local import Committed
from tarkov_desktop.sync.outcome import SyncOutcome
from tarkov_desktop.sync.registers import Reached, Scope
from tarkov_desktop.sync.remote import DeviceCard
from tarkov_desktop.sync.restored import Identity
from tarkov_desktop.sync.schedule import SyncSchedule, SyncStanding

logger = logging.getLogger(__name__)

QUIT_WITHIN_S: Final = 2.0
"""How long quitting waits for the last push (sync.md, When)."""
PLATFORMS: Final = {"Linux": "linux", "Windows": "windows", "Darwin": "macos"}
PLATFORM_NAMES: Final = {"linux": "Linux", "windows": "Windows", "macos": "macOS", "other": "Computer"}


class ComputerClocks:
    """The clocks of this computer."""

    def now_ms(self) -> int:
        """Return Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        """Return steady seconds."""
        return time.monotonic()


class CloudLink:
    """A signed-in session's link; :meth:`run` keeps it until cancelled, ``changed`` tells every new standing."""

    def __init__(
        self,
        session: Session,
        connection: Connection,
        user_id: str,
        *,
        new_id: Callable[[], str],
    ) -> None:
        self.session = session
        self.connection = connection
        self.user_id = user_id
        self.changed: Bus[CloudStanding] = Bus()
        self.standing = CloudStanding()
        self.clocks = ComputerClocks()
        self._listener: Callable[[LiveEvent], None] = lambda _event: None
        self._serial = 0
        self._counting: asyncio.Future[None] | None = None
        self._count_again = False
        port = session.store.sync_port(
            now_ms=self.clocks.now_ms, new_id=new_id, before_commit=self._note_serial
        )
        self.identity = Identity(session.store.opened.device_id, new_id, device_card(session))
        self.engine = SyncEngine(
            port,
            SupabaseProgress(connection.calls_of(user_id)),
            session.clock,
            self.clocks,
            self.identity,
            self,
        )
        self.schedule = SyncSchedule(
            self.engine, steady_s=self.clocks.steady_s, random=random.random, on_standing=self._hear_standing
        )
        self.live = RealtimeSupervisor(connection.backend, connection.tokens, random.random, user_id)
        self.live.want(self.own_topic)
        connection.tokens.on_token = self._set_auth

    @property
    def own_topic(self) -> str:
        """The account's own live topic."""
        return f"user:{self.user_id}"

    def listen_with(self, listener: Callable[[LiveEvent], None]) -> None:
        """Pass live events of other topics than the account's own, and cuts, to *listener* (the squad)."""
        self._listener = listener

    async def run(self) -> None:
        """Synchronise, listen and keep the standing true, until cancelled."""
        unsubscribe = self.session.changes.subscribe(self._hear_changes)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.schedule.run())
                group.create_task(self.live.run())
                group.create_task(self._listen())
        finally:
            unsubscribe()

    async def once(self) -> SyncOutcome:
        """Exchange everything now, without schedule or live channels."""
        outcome = await self.engine.synchronise()
        await self._count()
        return outcome

    def rename_device(self, name: str) -> None:
        """Call this computer *name* in the list of devices ("" is the word for its system), and tell the server soon."""
        self.session.settings.set(DEVICE_NAME, name.strip()[:MAX_DEVICE_NAME_LENGTH] or None)
        self.identity.card, self.identity.is_card_sent = device_card(self.session), False
        self.schedule.refetch()

    def resume(self) -> None:
        """Go on after a new sign-in of the same account."""
        self.schedule.resume()
        self.live.try_now()

    async def flush(self, within_s: float = QUIT_WITHIN_S) -> int:
        """Send what waits, at most for so long (quit, sign-out, suspend); return what is still waiting."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self.schedule.hurry()
        await self._count()
        return self.standing.waiting

    async def _set_auth(self, token: str) -> None:
        """Tell the live channels a new token of this account; one of another account is none of theirs."""
        if self.connection.tokens.user_id == self.user_id:
            await self.live.set_auth(token)

    # Audience of the engine.

    def registers_changed(self, scope: Scope, committed: Committed) -> None:
        """Show what sync changed in the file."""
        self.session.follow_sync(scope, committed, self._serial)

    def progressed(self, waiting: int) -> None:  # noqa: ARG002 - of one call; the file knows how many wait in all
        """Show how many edits still wait."""
        self._count_soon()

    # How it is done.

    def _note_serial(self) -> None:
        """Remember, when an answer is handed to the store, which edit was the last before it."""
        self._serial = self.session.scopes.serial

    def _hear_changes(self, changes: Changes) -> None:
        if changes.origin is not Origin.SYNC and changes:
            self._say(replace(self.standing, waiting=max(self.standing.waiting, 1)))
            self._count_soon()
            self.schedule.edited()

    def _hear_standing(self, standing: SyncStanding) -> None:
        steady_s, now_ms = self.clocks.steady_s(), self.clocks.now_ms()

        def wall_ms(at_s: float | None) -> int | None:
            return None if at_s is None else now_ms + round((at_s - steady_s) * 1000)

        self._say(
            replace(
                self.standing,
                phase=standing.phase,
                reason=standing.reason,
                last_success_ms=wall_ms(standing.last_success_s),
                next_try_ms=wall_ms(standing.next_try_s),
                is_kept=self.connection.tokens.keeping is Keeping.KEPT,
                mended=self.engine.mismatches,
            )
        )
        self._count_soon()

    def _count_soon(self) -> None:
        """Count what waits, once more after a count that is under way: it may have missed the newest edit."""
        self._count_again = self._counting is not None
        if self._counting is None:
            self._counting = asyncio.ensure_future(self._count())
            self._counting.add_done_callback(self._counted)

    def _counted(self, done: asyncio.Future[None]) -> None:
        self._counting = None
        _log_failure(done)
        if self._count_again and not done.cancelled():
            self._count_soon()

    async def _count(self) -> None:
        waiting = await asyncio.wrap_future(self.session.store.waiting())
        refused = await asyncio.wrap_future(self.session.store.dead_letters())
        if not self._count_again:  # else an edit came meanwhile that this count may not know
            self._say(replace(self.standing, waiting=sum(waiting.values()), refused=len(refused)))

    def _say(self, standing: CloudStanding) -> None:
        batch = max(self.standing.batch, standing.waiting) if standing.waiting else 0
        standing = replace(standing, batch=batch)
        if standing != self.standing:
            self.standing = standing
            self.changed.publish(standing)

    async def _listen(self) -> None:
        while True:
            event = await self.live.next_event()
            match event:
                case Subscribed(topic) if topic == self.own_topic:
                    self._say(replace(self.standing, is_live=True))
                    self.schedule.refetch()
                case Heard(topic, "team") if topic == self.own_topic:
                    self._listener(event)
                case Heard(topic, "rev", payload) if topic == self.own_topic:
                    self._hear_rev(payload)
                case Cut():
                    self._say(replace(self.standing, is_live=False))
                    self._listener(event)
                case JoinRefused(topic) if topic == self.own_topic:
                    logger.warning("the account's own topic was refused")
                case Missed():
                    self.schedule.refetch()
                    self._listener(event)
                case _:
                    self._listener(event)
            # What came together is shown one by one, with the window's own turns between.
            await asyncio.sleep(0)

    def _hear_rev(self, payload: Mapping[str, JsonValue]) -> None:
        if payload.get("device") == self.identity.device_id:
            return
        mode, season, epoch, rev = (payload.get(key) for key in ("gameMode", "season", "epoch", "rev"))
        if (
            isinstance(mode, str)
            and isinstance(season, int)
            and isinstance(epoch, int)
            and isinstance(rev, int)
        ):
            self.schedule.poked(Scope(GameMode(mode), season), Reached(epoch, rev))
        else:
            self.schedule.refetch()


def device_card(session: Session) -> DeviceCard:
    """Return what the list of devices shows of this computer: the player's name for it, never the host's."""
    system = PLATFORMS.get(platform.system(), "other")
    name = (session.settings.get(DEVICE_NAME) or "").strip()[:MAX_DEVICE_NAME_LENGTH]
    return DeviceCard(name or PLATFORM_NAMES[system], system, __version__)


def _log_failure(done: asyncio.Future[None]) -> None:
    if not done.cancelled() and not isinstance(done.exception(), StoreClosed | None):
        logger.error("waiting edits could not be counted", exc_info=done.exception())
