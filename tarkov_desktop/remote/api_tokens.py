"""Tokens with which other programs read or write a player's progress through the public API (backend 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.token_records import ApiToken, NewApiToken, TokenWish
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable


class _List(msgspec.Struct, frozen=True):
    tokens: list[ApiToken]


class _Done(msgspec.Struct, frozen=True):
    """An answer of which nothing is read."""


@dataclass(frozen=True, slots=True)
class ApiTokenCalls:
    """Create, list, revoke. The secret is in the answer of one create and nowhere else."""

    calls: Calls = field(repr=False)

    async def create(self, wish: TokenWish, *, key: str) -> NewApiToken | NoAnswer:
        """Make a token; *key* is a UUID that makes a repetition the same request."""
        body: dict[str, JsonValue] = {
            "gameMode": wish.mode,
            "permissions": list(wish.permissions),
            "note": wish.note or None,
            "format": "compat" if wish.is_compat else "standard",
            "expiresAt": wish.expires_at,
        }
        return await self.calls.function("token-create", NewApiToken, body, idempotency_key=key)

    async def list(self) -> Sequence[ApiToken] | NoAnswer:
        """Return the tokens that are not removed yet, newest first as the server orders them."""
        answer = await self.calls.function("token-list", _List)
        return answer if isinstance(answer, Refused | Unreachable) else answer.tokens

    async def revoke(self, token_id: str) -> NoAnswer | None:
        """Make a token void from its next use on."""
        answer = await self.calls.function("token-revoke", _Done, {"tokenId": token_id})
        return answer if isinstance(answer, Refused | Unreachable) else None
