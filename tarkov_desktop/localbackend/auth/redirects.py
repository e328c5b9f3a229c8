"""Where a sign-in may return to. A redirect that is not allowed silently becomes the site's address, as upstream does."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit


def allowed_redirect(asked: str | None, *, site_url: str, allow_list: tuple[str, ...]) -> str:
    """*asked* if sign-in may end there, else *site_url*."""
    if asked and (_like_site(asked, site_url) or _is_loopback(asked) or _listed(asked, allow_list)):
        return asked
    return site_url


def with_parameters(address: str, parameters: dict[str, str], *, fragment_too: bool = False) -> str:
    """*address* with more query parameters, its own kept; with *fragment_too* also after the ``#``."""
    parts = urlsplit(address)
    added = urlencode(parameters)
    query = f"{parts.query}&{added}" if parts.query else added
    return urlunsplit(parts._replace(query=query, fragment=added if fragment_too else parts.fragment))


def with_fragment(address: str, parameters: dict[str, str]) -> str:
    """*address* with *parameters* after the ``#``, where no server sees them."""
    return urlunsplit(urlsplit(address)._replace(fragment=urlencode(parameters)))


def _like_site(asked: str, site_url: str) -> bool:
    parts, site = _parts(asked), _parts(site_url)
    if parts is None or site is None or (parts.scheme, parts.hostname) != (site.scheme, site.hostname):
        return False
    return parts.port == site.port or parts.hostname == "localhost" or _is_loopback(asked)


def _is_loopback(asked: str) -> bool:
    """Any loopback IP literal with any port; the name ``localhost`` may point anywhere and is not one."""
    parts = _parts(asked)
    if parts is None or parts.hostname is None or parts.scheme not in {"http", "https"}:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def _listed(asked: str, allow_list: tuple[str, ...]) -> bool:
    without_fragment = asked.partition("#")[0]
    return any(_pattern(allowed).fullmatch(without_fragment) for allowed in allow_list)


def _pattern(glob: str) -> re.Pattern[str]:
    """``**`` is anything, ``*`` anything up to the next separator, ``?`` one letter that is none."""
    pieces = {"**": ".*", "*": "[^./]*", "?": "[^./]"}
    return re.compile("".join(pieces.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*|\?)", glob)))


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 raises for a port that is no number
    except ValueError:
        return None
    return parts
