"""The people of the project: rows of auth.users and auth.identities, and the JSON that clients see of them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import asyncpg

from tarkov_desktop.localbackend.auth.errors import AuthError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tarkov_desktop.localbackend.pools import Connection

Json = dict[str, Any]

_NEW_USER = """
insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, last_sign_in_at,
                        raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', $2, $3, $4, $7, $7, $5, $6, $7, $7)
"""
_NEW_IDENTITY = """
insert into auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $6, $6)
"""


async def create_user(  # noqa: PLR0913 one column each
    connection: Connection,
    *,
    email: str,
    password_hash: str | None,
    now: datetime,
    user_metadata: Mapping[str, Any] | None = None,
    app_metadata: Mapping[str, Any] | None = None,
    user_id: uuid.UUID | None = None,
    role: str = "authenticated",
) -> uuid.UUID:
    """A new user with an identity of the provider ``email``.

    Raises:
        AuthError: the address or the id is taken.
    """
    new_id = user_id or uuid.uuid4()
    known = {"sub": str(new_id), "email": email, "email_verified": True, "phone_verified": False}
    app = {"provider": "email", "providers": ["email"], **(app_metadata or {})}
    try:
        async with connection.transaction():
            await connection.execute(
                _NEW_USER, new_id, role, email, password_hash, app, {**known, **(user_metadata or {})}, now
            )
            await connection.execute(_NEW_IDENTITY, uuid.uuid4(), str(new_id), new_id, known, "email", now)
    except asyncpg.UniqueViolationError as error:
        raise AuthError(422, "user_already_exists", "User already registered") from error
    return new_id


async def user_of_identity(
    connection: Connection, *, provider: str, profile: Mapping[str, Any], now: datetime
) -> uuid.UUID:
    """The user behind a provider's profile: known, linked by the confirmed address, or new.

    Args:
        connection: in a transaction.
        provider: ``discord``, ``twitch``…
        profile: what the provider says; ``sub`` and ``email`` at least.
        now: the project's time.
    """
    provider_id = profile["sub"]
    user_id: uuid.UUID | None = await connection.fetchval(
        "update auth.identities set identity_data = $3, last_sign_in_at = $4, updated_at = $4"
        " where provider = $1 and provider_id = $2 returning user_id",
        provider, provider_id, dict(profile), now,
    )  # fmt: skip
    if user_id is None:
        user_id = await connection.fetchval(
            "select id from auth.users where lower(email) = $1 and email_confirmed_at is not null",
            profile["email"],
        )
        if user_id is None:
            user_id = uuid.uuid4()
            await connection.execute(
                _NEW_USER, user_id, "authenticated", profile["email"], None,
                {"provider": provider, "providers": []}, {}, now,
            )  # fmt: skip
        await connection.execute(
            _NEW_IDENTITY, uuid.uuid4(), provider_id, user_id, dict(profile), provider, now
        )
    await connection.execute(
        "update auth.users set raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || $2, last_sign_in_at = $3,"
        " updated_at = $3, raw_app_meta_data = raw_app_meta_data || jsonb_build_object('providers',"
        " (select jsonb_agg(provider order by created_at) from auth.identities where user_id = $1)) where id = $1",
        user_id, dict(profile), now,
    )  # fmt: skip
    return user_id


async def user_json(connection: Connection, user_id: uuid.UUID) -> Json | None:
    """The user as clients see it; None when there is no such user."""
    row = await connection.fetchrow("select * from auth.users where id = $1", user_id)
    if row is None:
        return None
    identities = await connection.fetch(
        "select * from auth.identities where user_id = $1 order by created_at, provider", user_id
    )
    return {
        "id": str(row["id"]),
        "aud": row["aud"],
        "role": row["role"],
        "email": row["email"] or "",
        "email_confirmed_at": time_text(row["email_confirmed_at"]),
        "phone": row["phone"] or "",
        "confirmed_at": time_text(row["confirmed_at"]),
        "last_sign_in_at": time_text(row["last_sign_in_at"]),
        "app_metadata": row["raw_app_meta_data"] or {},
        "user_metadata": row["raw_user_meta_data"] or {},
        "identities": [_identity_json(identity) for identity in identities],
        "created_at": time_text(row["created_at"]),
        "updated_at": time_text(row["updated_at"]),
        "is_anonymous": row["is_anonymous"],
    } | ({"banned_until": time_text(row["banned_until"])} if row["banned_until"] else {})


def time_text(moment: datetime | None) -> str | None:
    """RFC 3339 with ``Z``: the Python client cannot read any other way of writing UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _identity_json(row: asyncpg.Record) -> Json:
    return {
        "identity_id": str(row["id"]),
        "id": row["provider_id"],
        "user_id": str(row["user_id"]),
        "identity_data": row["identity_data"],
        "provider": row["provider"],
        "last_sign_in_at": time_text(row["last_sign_in_at"]),
        "created_at": time_text(row["created_at"]),
        "updated_at": time_text(row["updated_at"]),
        "email": row["email"],
    }
