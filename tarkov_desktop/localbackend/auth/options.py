"""What the sign-in endpoint is told at start."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person the pretend providers know."""

    name: str

    @property
    def slug(self) -> str:
        """The name as it can stand in an address; names without Latin letters get a number."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return plain or hashlib.sha256(self.name.encode()).hexdigest()[:12]

    @property
    def email(self) -> str:
        """An address of a domain that can never receive mail; the same at every provider, so identities link."""
        return f"{self.slug}@example.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthOptions:
    """Settings of sign-in.

    Attributes:
        base_url: the gateway's address, without a slash at the end.
        site_url: where a refused redirect goes.
        redirect_urls: allowed redirects beside loopback; ``*`` and ``**`` as in Supabase.
        jwt_expiry_s: life of an access token.
        reuse_interval_s: how long a spent refresh token is still taken for a lost answer.
        people: whom the pretend providers offer.
    """

    base_url: str
    site_url: str = "http://127.0.0.1:3000"
    redirect_urls: tuple[str, ...] = ()
    jwt_expiry_s: int = 3600
    reuse_interval_s: int = 10
    people: tuple[Person, ...] = (Person("Vera"), Person("Milo"), Person("Ines"), Person("Tomas"))
