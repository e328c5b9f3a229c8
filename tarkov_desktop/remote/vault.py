"""The one place a refresh token is kept: the keyring of the operating system, never a file of ours.

Decided: only {refresh token, user id} is stored, because Windows takes 1,280 characters and a whole session has 3,460.
Without a keyring we trust, the player is signed in for this run only and is told why (client libraries, 6).
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import msgspec

logger = logging.getLogger(__name__)

SERVICE: Final = "Tarkov Desktop"
CALL_TIMEOUT_S: Final = 20.0
"""A prompt of the keyring may be open so long."""
TRUSTED_BACKENDS: Final = (
    "keyring.backends.Windows",
    "keyring.backends.macOS",
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
)


class StoredSignIn(msgspec.Struct, frozen=True):
    """What is enough to be signed in again."""

    refresh_token: str
    user_id: str


class Keeping(StrEnum):
    """Why a sign-in is or is not kept for the next start."""

    KEPT = "kept"
    NO_KEYRING = "no_keyring"
    LOCKED = "locked"
    REFUSED = "refused"


class KeyringUnavailable(Exception):  # noqa: N818 - a state of the computer
    """The keyring did not do what was asked; ``keeping`` says why."""

    def __init__(self, keeping: Keeping) -> None:
        super().__init__(keeping)
        self.keeping = keeping


class SecretKeyring(Protocol):
    """The part of a keyring backend that is used; its calls block and may open a prompt."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret, None when there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""
        ...


def system_keyring() -> SecretKeyring | None:
    """Return the keyring of this computer, None unless it is one that keeps secrets encrypted.

    Blocks for some 100 ms; call it in a worker thread.
    """
    import keyring  # noqa: PLC0415 - late: its backends cost start time

    backend = keyring.get_keyring()
    candidates = getattr(backend, "backends", [backend])
    for each in candidates:
        if type(each).__module__ in TRUSTED_BACKENDS:
            return each  # type: ignore[no-any-return]  # keyring's chainer lists its backends untyped
    return None


@dataclass(slots=True)
class TokenVault:
    """Keeps one account's sign-in at one server; ``keyring`` None means that nothing is kept."""

    keyring: SecretKeyring | None
    server_url: str
    timeout_s: float = CALL_TIMEOUT_S

    async def load(self, account: str) -> StoredSignIn | None:
        """Return what is kept for *account*, None when nothing (or nothing readable) is.

        Raises:
            KeyringUnavailable: it is locked, refuses, or does not answer; what is kept stays.
        """
        text = await self._call("get_password", account)
        try:
            return None if text is None else msgspec.json.decode(text, type=StoredSignIn)
        except (msgspec.DecodeError, UnicodeDecodeError):
            logger.warning("keyring entry unreadable; signing in again replaces it")
            return None

    async def save(self, account: str, sign_in: StoredSignIn) -> None:
        """Keep *sign_in*.

        Raises:
            KeyringUnavailable: it could not be kept.
        """
        await self._call("set_password", account, msgspec.json.encode(sign_in).decode())

    async def forget(self, account: str) -> None:
        """Remove what is kept; an entry that is not there is no error.

        Raises:
            KeyringUnavailable: the keyring is locked or refuses.
        """
        if await self._call("get_password", account) is not None:
            await self._call("delete_password", account)

    async def _call(self, what: str, account: str, *more: str) -> str | None:
        if self.keyring is None:
            raise KeyringUnavailable(Keeping.NO_KEYRING)
        from keyring.errors import KeyringError, KeyringLocked  # noqa: PLC0415 - late, as above

        call = getattr(self.keyring, what)
        try:
            async with asyncio.timeout(self.timeout_s):
                answer: str | None = await asyncio.to_thread(
                    call, SERVICE, f"{account}@{self.server_url}", *more
                )
        except (KeyringLocked, TimeoutError) as error:
            raise KeyringUnavailable(Keeping.LOCKED) from error
        except KeyringError as error:
            raise KeyringUnavailable(Keeping.REFUSED) from error
        except Exception as error:
            # Backends let errors of D-Bus, of win32 and of the Keychain through as they are.
            logger.warning("keyring failed kind=%s", type(error).__name__)
            raise KeyringUnavailable(Keeping.REFUSED) from error
        return answer
