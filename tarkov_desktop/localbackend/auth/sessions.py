"""Sessions: access tokens for an hour, and refresh tokens that rotate under a lock and notice when one is stolen."""

from __future__ import annotations

import secrets
import string
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.auth.errors import AuthError
from tarkov_desktop.localbackend.auth.users import Json, user_json

if TYPE_CHECKING:
    import asyncpg

    from tarkov_desktop.localbackend.pools import Connection
    from tarkov_desktop.localbackend.tokens import Keys

_LETTERS = string.ascii_lowercase + string.digits
_INSERT = """
insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)
"""


class Sessions:
    """Opens and renews sessions.

    Args:
        keys: signs the access tokens and tells the time.
        issuer: ``iss`` of the tokens.
        expiry_s: life of an access token.
        reuse_interval_s: how long a spent refresh token is forgiven.
    """

    def __init__(self, keys: Keys, *, issuer: str, expiry_s: int, reuse_interval_s: int) -> None:
        self._keys = keys
        self._issuer = issuer
        self._expiry_s = expiry_s
        self._reuse_interval = timedelta(seconds=reuse_interval_s)

    def now(self) -> datetime:
        """The project's time."""
        return datetime.fromtimestamp(self._keys.now(), UTC)

    async def open(self, connection: Connection, user_id: uuid.UUID, *, method: str) -> Json:
        """A new session of *user_id*, who has just shown who they are by *method* (password, oauth…)."""
        now = self.now()
        session_id = uuid.uuid4()
        amr = [{"method": method, "timestamp": int(now.timestamp())}]
        async with connection.transaction():
            await connection.execute(
                "insert into auth.sessions (id, user_id, created_at, updated_at, aal, amr) values ($1, $2, $3, $3, 'aal1', $4)",
                session_id, user_id, now, amr,
            )  # fmt: skip
            await connection.execute("update auth.users set last_sign_in_at = $2 where id = $1", user_id, now)
            refresh_token = await self._new_token(connection, user_id, session_id, parent=None)
            return await self._session_json(connection, user_id, session_id, amr, refresh_token)

    async def refresh(self, connection: Connection, token: str) -> Json:
        """The session of a refresh token, with a new access token.

        Raises:
            AuthError: the token is unknown, spent too long ago, or its session or user may not go on.
        """
        async with connection.transaction():
            answer = await self._refresh_locked(connection, token)
        if isinstance(answer, AuthError):
            raise answer  # only now, so that revoking the family is not rolled back with it
        return answer

    async def _refresh_locked(self, connection: Connection, token: str) -> Json | AuthError:
        found = await connection.fetchrow(
            "select session_id from auth.refresh_tokens where token = $1", token
        )
        if found is None:
            return AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
        session = await connection.fetchrow(
            "select s.*, u.banned_until from auth.sessions s join auth.users u on u.id = s.user_id"
            " where s.id = $1 for update of s",
            found["session_id"],
        )
        now = self.now()
        if session is None:
            return AuthError(400, "session_not_found", "Invalid Refresh Token: No Valid Session Found")
        if session["banned_until"] is not None and session["banned_until"] > now:
            return AuthError(400, "user_banned", "Invalid Refresh Token: User Banned")
        if session["not_after"] is not None and session["not_after"] <= now:
            return AuthError(400, "session_expired", "Invalid Refresh Token: Session Expired")
        issued = await self._rotate(connection, token, session)
        if issued is None:
            return AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
        await connection.execute(
            "update auth.sessions set refreshed_at = $2::timestamptz at time zone 'utc', updated_at = $2 where id = $1",
            session["id"], now,
        )  # fmt: skip
        return await self._session_json(connection, session["user_id"], session["id"], session["amr"], issued)

    async def _rotate(self, connection: Connection, token: str, session: asyncpg.Record) -> str | None:
        """The refresh token to hand out for *token*; None if its whole family has just been revoked."""
        now = self.now()
        [presented] = await connection.fetch(
            "select revoked, updated_at from auth.refresh_tokens where token = $1", token
        )
        active = await connection.fetchrow(
            "select token, parent from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1",
            session["id"],
        )
        if presented["revoked"]:
            if active is not None and active["parent"] == token:
                # The client never got, or never saved, our last answer.
                handed_out: str = active["token"]
                return handed_out
            if now > presented["updated_at"] + self._reuse_interval:
                await connection.execute(
                    "update auth.refresh_tokens set revoked = true, updated_at = $2 where session_id = $1 and not revoked",
                    session["id"], now,
                )  # fmt: skip
                return None
        else:
            await connection.execute(
                "update auth.refresh_tokens set revoked = true, updated_at = $2 where token = $1", token, now
            )
        return await self._new_token(connection, session["user_id"], session["id"], parent=token)

    async def _new_token(
        self, connection: Connection, user_id: uuid.UUID, session_id: uuid.UUID, *, parent: str | None
    ) -> str:
        token = "".join(secrets.choice(_LETTERS) for _ in range(24))
        await connection.execute(_INSERT, token, str(user_id), self.now(), parent, session_id)
        return token

    async def _session_json(
        self,
        connection: Connection,
        user_id: uuid.UUID,
        session_id: uuid.UUID,
        amr: list[Json],
        refresh_token: str,
    ) -> Json:
        user = await user_json(connection, user_id)
        if user is None:
            raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
        issued_at = int(self._keys.now())
        expires_at = issued_at + self._expiry_s
        claims = {
            "iss": self._issuer, "sub": user["id"], "aud": user["aud"], "exp": expires_at, "iat": issued_at,
            "email": user["email"], "phone": user["phone"], "app_metadata": user["app_metadata"],
            "user_metadata": user["user_metadata"], "role": user["role"], "aal": "aal1", "amr": amr,
            "session_id": str(session_id), "is_anonymous": user["is_anonymous"],
        }  # fmt: skip
        return {
            "access_token": self._keys.sign(claims),
            "token_type": "bearer",
            "expires_in": self._expiry_s,
            "expires_at": expires_at,
            "refresh_token": refresh_token,
            "user": user,
        }
