"""Where the backend is: addresses checked once, so that nothing else builds or judges a URL."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

GATEWAY_ROUTES: Final = {
    "team-create": "team/create",
    "team-join": "team/join",
    "team-leave": "team/leave",
    "team-kick": "team/kick",
    "team-transfer": "team/transfer",
    "team-members": "team/members",
    "token-create": "token/create",
    "token-list": "token/list",
    "token-revoke": "token/revoke",
}
"""Functions that the team gateway stands in front of, and its route for each (backend 10.2)."""


class BadAddressError(ValueError):
    """An address that must not be used; the message is a sentence for the player."""


@dataclass(frozen=True, slots=True)
class Backend:
    """A Supabase project and, if there is one, the team gateway in front of some functions."""

    url: str
    anon_key: str
    gateway_url: str | None = None

    def function_url(self, name: str) -> str:
        """Return where the edge function *name* is called: at the gateway if it has a route for it."""
        if self.gateway_url is not None and name in GATEWAY_ROUTES:
            return f"{self.gateway_url}/{GATEWAY_ROUTES[name]}"
        return f"{self.url}/functions/v1/{name}"

    def rpc_url(self, name: str) -> str:
        """Return where the SQL function *name* is called."""
        return f"{self.url}/rest/v1/rpc/{name}"

    @property
    def auth_url(self) -> str:
        """Return the base of the sign-in API."""
        return f"{self.url}/auth/v1"

    @property
    def realtime_url(self) -> str:
        """Return the base of the live channels."""
        return f"{self.url.replace('http', 'ws', 1)}/realtime/v1"


def a_backend(url: str, anon_key: str, gateway_url: str | None = None) -> Backend:
    """Return the backend at these addresses, without trailing slashes.

    Raises:
        BadAddressError: not https (http only to a loopback address), or no key.
    """
    if not anon_key:
        raise BadAddressError("The backend needs its public (anon) key beside its address.")
    return Backend(checked_url(url), anon_key, checked_url(gateway_url) if gateway_url else None)


def checked_url(url: str) -> str:
    """Return *url* without a trailing slash.

    Raises:
        BadAddressError: it is not https, and not http to a loopback address.
    """
    parts = urlsplit(url.strip())
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    if not is_safe or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise BadAddressError(
            f"“{parts.hostname or url}” cannot be used as the backend: its address must begin with https://."
        )
    return url.strip().rstrip("/")


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
