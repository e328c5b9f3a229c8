"""Passwords at rest: scrypt with a salt of their own. Weak on purpose in time, since these are passwords of tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_COST = 2**11


def hashed(password: str) -> str:
    """What is stored for *password*."""
    salt = secrets.token_bytes(16)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_derive(password, salt)).decode()}"


def matches(password: str, stored: str | None) -> bool:
    """Whether *password* is the one stored; nothing stored matches nothing."""
    kind, _, rest = (stored or "").partition("$")
    if kind != "scrypt":
        return False
    salt, _, digest = rest.partition("$")
    return hmac.compare_digest(_derive(password, base64.b64decode(salt)), base64.b64decode(digest))


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32)
