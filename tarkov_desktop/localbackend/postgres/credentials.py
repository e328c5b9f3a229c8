"""The cluster's random secrets: made, kept in a file only the owner reads, and turned into SCRAM verifiers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING, Self

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

_SCRAM_ITERATIONS = 4096  # PostgreSQL's own default


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Passwords of the login roles and the secret that signs HS256 tokens; 24 random bytes each."""

    supabase_admin: str
    postgres: str
    authenticator: str
    supabase_auth_admin: str
    jwt_secret: str

    @classmethod
    def random(cls) -> Self:
        """Fresh secrets, never used before."""
        return cls(**{name: secrets.token_urlsafe(24) for name in cls.__struct_fields__})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The secrets kept at *path*.

        Raises:
            msgspec.MsgspecError: the file is not one of ours.
        """
        return msgspec.json.decode(path.read_bytes(), type=cls)

    def save(self, path: Path) -> None:
        """Keep them at *path*, readable by the owner only from the first byte on."""
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(self))

    def passwords(self) -> dict[str, str]:
        """Password by login role."""
        return {
            "supabase_admin": self.supabase_admin,
            "postgres": self.postgres,
            "authenticator": self.authenticator,
            "supabase_auth_admin": self.supabase_auth_admin,
        }


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for *password*: sending this instead keeps passwords out of the server's log."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{_text(salt)}${_text(stored_key)}:{_text(server_key)}"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
