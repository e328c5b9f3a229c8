"""Asks once what becomes of the guest's progress, when both sides are known, and carries the answer out."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tarkov_desktop.app.cloud.entrance import late
from tarkov_desktop.app.cloud.state import CloudState
from tarkov_desktop.app.texts import _

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.guest_choice import GuestChoice


@dataclass(slots=True)
class GuestDesk:
    """The question of one hub; ``state`` reads what is shown, ``say`` shows another."""

    new_id: Callable[[], str]
    state: Callable[[], CloudState]
    say: Callable[[CloudState], None]
    keep: Callable[[Any], asyncio.Task[None]]
    _program: Program | None = field(default=None, init=False)

    def ask_once(self, program: Program) -> None:
        """Offer the guest's progress to the account of *program*, if that was not done since it was opened."""
        if self._program is not program:
            self._program = program
            self.keep(self._offer(program))

    def leave(self) -> None:
        """Forget whom was asked: the session is closed."""
        self._program = None

    async def _offer(self, program: Program) -> None:
        choices = await late("tarkov_desktop.app.cloud.guest_choice")
        bootstrap = await late("tarkov_desktop.app.bootstrap")
        if self._program is not program:
            return  # another account's session is open by now
        offer = choices.guest_offer(program, new_id=self.new_id, now_ms=bootstrap.now_ms)
        if offer is not None:
            self.say(replace(self.state(), guest=offer))

    def decide(self, choice: GuestChoice) -> bool:
        """Carry out what the player decided; False when together it is too much for one mode."""
        offer, program = self.state().guest, self._program
        if offer is None or program is None:
            return True
        choices = importlib.import_module("tarkov_desktop.app.cloud.guest_choice")
        if isinstance(choices.decide(program, offer, choice), choices.Unreadable):
            sentence = _("Together this is more than one mode can hold. Nothing was changed.")
            self.say(replace(self.state(), sentence=sentence))
            return False
        self.say(replace(self.state(), guest=None, sentence=""))
        return True
