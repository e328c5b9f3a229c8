"""Administration of users, for the service role: what `supabase.auth.admin` calls."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg
from starlette.responses import JSONResponse, Response

from tarkov_desktop.localbackend.auth.bodies import AdminUser, checked_email, checked_password, read_body
from tarkov_desktop.localbackend.auth.callers import require_service
from tarkov_desktop.localbackend.auth.errors import AuthError, NotImplementedHereError
from tarkov_desktop.localbackend.auth.passwords import hashed
from tarkov_desktop.localbackend.auth.users import Json, create_user, user_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from tarkov_desktop.localbackend.auth.sessions import Sessions
    from tarkov_desktop.localbackend.pools import Connection
    from tarkov_desktop.localbackend.tokens import Keys

_MOST_PER_PAGE = 1000
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(h|m|s)")
_UNIT_S = {"h": 3600, "m": 60, "s": 1}


class Admin:
    """The endpoints below ``/admin``; every one of them refuses anybody but the service role."""

    def __init__(self, pool: asyncpg.Pool, keys: Keys, sessions: Sessions) -> None:
        self._pool = pool
        self._keys = keys
        self._sessions = sessions

    async def users(self, request: Request) -> Response:
        """``GET``: a page of users, newest first. ``POST``: a new user, confirmed if asked."""
        require_service(request, self._keys)
        if request.method == "POST":
            return JSONResponse(await self._create(await read_body(request, AdminUser)))
        page, per_page = _number(request, "page", 1), min(_number(request, "per_page", 50), _MOST_PER_PAGE)
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(
                "select id from auth.users order by created_at desc, id limit $1 offset $2",
                per_page,
                (page - 1) * per_page,
            )
            total = await connection.fetchval("select count(*) from auth.users")
            users = [await user_json(connection, row["id"]) for row in rows]
        return JSONResponse({"users": users, "aud": "authenticated"}, headers={"x-total-count": str(total)})

    async def user(self, request: Request) -> Response:
        """``GET``, ``PUT`` and ``DELETE`` of one user."""
        require_service(request, self._keys)
        user_id = _user_id(request)
        if request.method == "DELETE":
            if (await request.body()) and (await request.json()).get("should_soft_delete"):
                raise NotImplementedHereError("soft deletion of users")
            return JSONResponse(await self._delete(user_id))
        if request.method == "PUT":
            return JSONResponse(await self._change(user_id, await read_body(request, AdminUser)))
        async with self._pool.acquire() as connection:
            return JSONResponse(await _existing(connection, user_id))

    async def log_out(self, request: Request) -> Response:
        """``POST /admin/users/{id}/logout``: end all sessions of one user."""
        require_service(request, self._keys)
        await self._pool.execute("delete from auth.sessions where user_id = $1", _user_id(request))
        return Response(status_code=204)

    async def _create(self, wanted: AdminUser) -> Json:
        _refuse_unknown(wanted)
        async with self._pool.acquire() as connection, connection.transaction():
            now = self._sessions.now()
            user_id = await create_user(
                connection,
                email=checked_email(wanted.email),
                password_hash=hashed(checked_password(wanted.password)) if wanted.password else None,
                now=now,
                user_metadata=wanted.user_metadata,
                app_metadata=wanted.app_metadata,
                user_id=uuid.UUID(wanted.id) if wanted.id else None,
                role=wanted.role or "authenticated",
            )
            await _ban(connection, user_id, wanted.ban_duration, now)
            await connection.execute(
                "update auth.users set last_sign_in_at = null, email_confirmed_at = $2 where id = $1",
                user_id, now if wanted.email_confirm else None,
            )  # fmt: skip
            return await _existing(connection, user_id)

    async def _change(self, user_id: uuid.UUID, wanted: AdminUser) -> Json:
        _refuse_unknown(wanted)
        if wanted.email:
            raise NotImplementedHereError("change of address")
        async with self._pool.acquire() as connection, connection.transaction():
            now = self._sessions.now()
            await _existing(connection, user_id)
            await connection.execute(
                "update auth.users set updated_at = $2, encrypted_password = coalesce($3, encrypted_password),"
                " raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || coalesce($4, '{}'::jsonb),"
                " raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || coalesce($5, '{}'::jsonb),"
                " email_confirmed_at = case when $6 then coalesce(email_confirmed_at, $2) else email_confirmed_at end,"
                " role = coalesce($7, role) where id = $1",
                user_id, now, hashed(checked_password(wanted.password)) if wanted.password else None,
                wanted.user_metadata, wanted.app_metadata, bool(wanted.email_confirm), wanted.role,
            )  # fmt: skip
            await _ban(connection, user_id, wanted.ban_duration, now)
            return await _existing(connection, user_id)

    async def _delete(self, user_id: uuid.UUID) -> Json:
        async with self._pool.acquire() as connection:
            gone = await _existing(connection, user_id)
            try:
                async with connection.transaction():
                    await connection.execute("delete from auth.users where id = $1", user_id)
            except asyncpg.PostgresError as error:
                # A foreign key or a trigger of the project says no; upstream names no more than this either.
                raise AuthError(500, "unexpected_failure", "Database error deleting user") from error
        return gone


async def _existing(connection: Connection, user_id: uuid.UUID) -> Json:
    found = await user_json(connection, user_id)
    if found is None:
        raise AuthError(404, "user_not_found", "User not found")
    return found


async def _ban(connection: Connection, user_id: uuid.UUID, duration: str | None, now: datetime) -> None:
    """Ban for a duration such as ``24h`` or ``1h30m``; ``none`` lifts a ban."""
    if duration is None:
        return
    until = None
    if duration != "none":
        parts = _DURATION_PART.findall(duration)
        if not parts or "".join(number + unit for number, unit in parts) != duration:
            raise AuthError(400, "validation_failed", "invalid format for ban duration")
        until = now + timedelta(seconds=sum(float(number) * _UNIT_S[unit] for number, unit in parts))
    await connection.execute("update auth.users set banned_until = $2 where id = $1", user_id, until)


def _refuse_unknown(wanted: AdminUser) -> None:
    if wanted.phone:
        raise NotImplementedHereError("users with a phone number")


def _user_id(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.path_params["user_id"])
    except ValueError as error:
        raise AuthError(404, "validation_failed", "user_id must be an UUID") from error


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise AuthError(400, "validation_failed", f"Bad Pagination Parameters: {name}")
    return int(text)
