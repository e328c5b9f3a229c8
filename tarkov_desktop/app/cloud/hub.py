"""The cloud as the window knows it: who is signed in, how sync stands, the squad, and what the player can do about it.

Light on purpose, as what it stands on: pages hold the hub and read its parts; they never import what is behind it.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from tarkov_desktop.app.cloud.kept_link import KeptLink
from tarkov_desktop.app.cloud.state import CloudState, SignIn

if TYPE_CHECKING:
    from tarkov_desktop.app.cloud.guest_choice import GuestChoice

__all__ = ["CloudHub", "CloudState", "SignIn"]


class CloudHub(KeptLink):
    """What the player does with the account. Everything begins at once; ``state`` and ``changed`` tell how it goes on."""

    def sign_in(self, provider: str) -> None:
        """Begin a sign-in in the browser; :attr:`state` tells how it goes on."""
        if self._connection is not None:
            self._entrance.sign_in(self._program, self._connection, provider)

    def cancel_sign_in(self) -> None:
        """Give up waiting for the browser; nothing changes."""
        self._entrance.cancel(self._program)

    async def sign_out(self, *, everywhere: bool = False) -> str:
        """Sign out; return "" when done, else a sentence. What still waits stays in the account's file here."""
        program, connection = self._program, self._connection
        if program is None or connection is None:
            return ""
        if self.link is not None and self.state.sign_in is SignIn.SIGNED_IN:
            await self.link.flush()
        return await self._entrance.sign_out(program, connection, everywhere=everywhere)

    def begin_sign_out(self, *, everywhere: bool = False) -> None:
        """Sign out here, or everywhere; :attr:`state` tells when it did not work."""
        self._keep(self._say_trouble(self.sign_out(everywhere=everywhere)))

    async def delete_account(self) -> str:
        """Delete the account on the server for good; "" when done, else a sentence. What was done here stays here."""
        program, connection, owned = self._program, self._connection, self.owned
        if program is None or connection is None or owned is None:
            return ""
        sentence = await self._entrance.delete(program, connection, owned)
        if not sentence:
            await self._end_link()
        return sentence

    def begin_delete_account(self) -> None:
        """Delete the account; :attr:`state` tells how it ended."""
        self._keep(self._say_trouble(self.delete_account()))

    def begin_as_guest(self) -> None:
        """Let what was done in a deleted account go on without one."""
        if self._program is not None:
            self._keep(self._say_trouble(self._entrance.go_on_as_guest(self._program)))

    def remove_here(self) -> None:
        """Remove the file of a deleted account from this computer; the guest's is the one to use."""
        if self._program is not None:
            self._entrance.remove_here(self._program)

    def try_keyring(self) -> None:
        """Ask the keyring again, which was locked: the sign-in may go on without a browser."""
        if self._program is not None:
            self._keep(self._go_on(self._program))

    async def _say_trouble(self, work: Awaitable[str]) -> None:
        sentence = await work
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

    def decide_guest(self, choice: GuestChoice) -> bool:
        """Carry out what the player decided about the guest's progress; False when it is too much for one mode."""
        return self._guests.decide(choice)
