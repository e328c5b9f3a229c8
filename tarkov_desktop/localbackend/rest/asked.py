"""One request, read: who asks, of which schema, and how the answer should look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.errors import RestError
from tarkov_desktop.localbackend.rest.preferences import choose_schema, parse_accept, parse_preferences
from tarkov_desktop.localbackend.rest.transaction import RequestFacts
from tarkov_desktop.localbackend.tokens import TokenRefusedError, bearer

if TYPE_CHECKING:
    from starlette.requests import Request

    from tarkov_desktop.localbackend.project import Api
    from tarkov_desktop.localbackend.rest.preferences import Answer, Preferences
    from tarkov_desktop.localbackend.rest.schema import SchemaCache
    from tarkov_desktop.localbackend.tokens import Claims, Keys


@dataclass(frozen=True)
class Asked:
    """A request with everything its headers say."""

    request: Request
    cache: SchemaCache
    api: Api
    schema: str
    claims: Claims
    preferences: Preferences
    answer: Answer

    @property
    def method(self) -> str:
        """GET, HEAD, POST, PATCH, PUT or DELETE."""
        return self.request.method

    @property
    def is_read(self) -> bool:
        """Whether the method promises to change nothing."""
        return self.method in {"GET", "HEAD"}

    @property
    def name(self) -> str:
        """The table or function of the path."""
        return str(self.request.path_params["name"])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query string, decoded, in order."""
        return self.request.query_params.multi_items()

    @property
    def media_type(self) -> str:
        """The content type of the body, without parameters."""
        given = self.request.headers.get("content-type", "application/json")
        return given.split(";", maxsplit=1)[0].strip().lower()

    def facts(self, prefix: str, *, is_read_only: bool) -> RequestFacts:
        """What the transaction is told about the request."""
        path = dict.fromkeys((self.schema, *self.api.extra_search_path))
        return RequestFacts(
            claims=self.claims,
            method=self.method,
            path=self.request.url.path.removeprefix(prefix),
            headers=dict(self.request.headers),
            search_path=", ".join('"' + name.replace('"', '""') + '"' for name in path),
            timezone=self.preferences.timezone,
            is_read_only=is_read_only,
            is_rollback=self.preferences.is_rollback,
        )


def ask(request: Request, cache: SchemaCache, api: Api, claims: Claims) -> Asked:
    """Read the headers of *request*.

    Raises:
        RestError: something in them cannot be met.
    """
    schema = choose_schema(request.headers, request.method, api.schemas)
    preferences = parse_preferences(request.headers, cache.timezones)
    return Asked(request, cache, api, schema, claims, preferences, parse_accept(request.headers))


def caller_claims(request: Request, keys: Keys) -> Claims:
    """The claims of the bearer token, or of the API key when there is none.

    Raises:
        RestError: PGRST301 (cannot be read, not ours) or PGRST303 (expired, no role).
    """
    key = request.headers.get("apikey") or request.query_params.get("apikey")
    token = bearer(request.headers.get("authorization"))
    if token is None or token.startswith("sb_"):
        token = keys.token_for(token or key)
    if token is None:
        return {"role": "anon"}
    try:
        return keys.verify(token)
    except TokenRefusedError as refused:
        is_claim = refused.fault in {"expired", "early", "claims"}
        message = "JWT expired" if refused.fault == "expired" else str(refused)
        error = RestError(401, "PGRST303" if is_claim else "PGRST301", message)
        error.headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{message}"'
        raise error from refused
