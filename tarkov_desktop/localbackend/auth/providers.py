"""Pretend Discord, Twitch and friends: a page with invented people, and what such a provider would say about them."""

from __future__ import annotations

import hashlib
import html
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tarkov_desktop.localbackend.auth.options import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

PROVIDERS = {"discord": "Discord", "twitch": "Twitch", "google": "Google", "github": "GitHub"}

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Pretend {provider}</title>
<style>body{{font:16px system-ui,sans-serif;max-width:28em;margin:4em auto;padding:0 1em}}
button{{font:inherit;padding:.6em 1em;margin:.3em 0;width:100%}}.other{{display:flex;gap:1em;margin-top:2em}}</style>
<h1>This is a pretend {provider}</h1>
<p>It belongs to the local backend of Tarkov Desktop. These people are invented; nothing leaves this computer.</p>
<form action="/_local/provider/{key}/answer"><input type="hidden" name="state" value="{state}">
{people}
<div class="other"><button name="deny" value="1">Deny</button><button name="fail" value="1">Fail</button></div>
</form></html>
"""


def sign_in_page(provider: str, state: str, people: Sequence[Person]) -> str:
    """The page on which a person is chosen. No logos, no scripts, nothing from outside."""
    buttons = "\n".join(
        f'<button name="as" value="{html.escape(person.name)}">Sign in as {html.escape(person.name)}</button>'
        for person in people
    )
    return _PAGE.format(provider=PROVIDERS[provider], key=provider, state=html.escape(state), people=buttons)


def profile_of(provider: str, person: Person) -> dict[str, Any]:
    """What *provider* says about *person*; the same every time."""
    number = str(int.from_bytes(hashlib.sha256(f"{provider}/{person.slug}".encode()).digest()[:7], "big"))
    return {
        "iss": f"https://{provider}.invalid",
        "sub": number,
        "provider_id": number,
        "name": person.slug,
        "full_name": person.name,
        "email": person.email,
        "email_verified": True,
        "phone_verified": False,
        "avatar_url": "",
        "custom_claims": {"global_name": person.name},
    }


@dataclass(frozen=True, slots=True)
class Grant:
    """A provider's word for one person, waiting to be fetched once."""

    provider: str
    person: Person


class PretendProviders:
    """The providers' own memory: which code stands for whom. A code is good once."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def grant(self, provider: str, person: Person) -> str:
        """A code that tells who *person* is, for one use."""
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(provider, person)
        return code

    def redeem(self, code: str) -> Grant | None:
        """Whom *code* stands for; None for one that is unknown or spent."""
        return self._grants.pop(code, None)
