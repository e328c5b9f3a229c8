"""The JSON bodies of sign-in requests, checked on arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tarkov_desktop.localbackend.auth.errors import AuthError, NotImplementedHereError

if TYPE_CHECKING:
    from starlette.requests import Request

Body = TypeVar("Body", bound="AnyBody")
_MIN_PASSWORD = 6
_UNKNOWN_FIELD = "Object contains unknown field"


class AnyBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What any body may carry; a filled-in captcha or hook field is not ours to pass over."""

    gotrue_meta_security: dict[str, Any] | None = None


class Credentials(AnyBody, kw_only=True):
    """Sign-up and password sign-in."""

    email: str | None = None
    phone: str | None = None
    password: str | None = None
    data: dict[str, Any] | None = None
    channel: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None

    def checked(self) -> tuple[str, str]:
        """Address (lower case) and password.

        Raises:
            AuthError: one is missing or has no possible form.
            NotImplementedHereError: a phone number, or neither (an anonymous sign-in).
        """
        if self.phone:
            raise NotImplementedHereError("sign-in by phone")
        if not self.email and not self.password:
            raise NotImplementedHereError("anonymous sign-in")
        email = checked_email(self.email)
        if not self.password:
            raise AuthError(400, "validation_failed", "Signup requires a valid password")
        return email, self.password


class Refresh(AnyBody, kw_only=True):
    """The grant of a refresh token."""

    refresh_token: str | None = None


class Exchange(AnyBody, kw_only=True):
    """The grant of a PKCE code."""

    auth_code: str | None = None
    code_verifier: str | None = None


class UserChange(AnyBody, kw_only=True):
    """What a person may change about themselves."""

    data: dict[str, Any] | None = None
    password: str | None = None
    email: str | None = None
    phone: str | None = None
    nonce: str | None = None


class AdminUser(AnyBody, kw_only=True):
    """What the service may set on a user."""

    id: str | None = None
    email: str | None = None
    phone: str | None = None
    password: str | None = None
    email_confirm: bool | None = None
    user_metadata: dict[str, Any] | None = None
    app_metadata: dict[str, Any] | None = None
    ban_duration: str | None = None
    role: str | None = None


async def read_body(request: Request, kind: type[Body]) -> Body:
    """The request's body as *kind*.

    Raises:
        AuthError: it is not JSON, or a field has the wrong type.
        NotImplementedHereError: it asks for a captcha check, or has a field we do not follow.
    """
    try:
        body = msgspec.json.decode(await request.body() or b"{}", type=kind)
    except msgspec.ValidationError as error:
        if str(error).startswith(_UNKNOWN_FIELD):
            raise NotImplementedHereError(str(error)) from error
        raise AuthError(400, "validation_failed", str(error)) from error
    except msgspec.DecodeError as error:
        raise AuthError(400, "bad_json", "Could not parse request body as JSON") from error
    if body.gotrue_meta_security and body.gotrue_meta_security.get("captcha_token"):
        raise NotImplementedHereError("captcha")
    return body


def checked_email(email: str | None) -> str:
    """The address in lower case.

    Raises:
        AuthError: it cannot be one.
    """
    local, at, domain = (email or "").strip().lower().partition("@")
    if not (local and at and domain) or "@" in domain or any(letter.isspace() for letter in local + domain):
        raise AuthError(400, "validation_failed", "Unable to validate email address: invalid format")
    return f"{local}@{domain}"


def checked_password(password: str) -> str:
    """A password that is long enough.

    Raises:
        AuthError: it is not.
    """
    if len(password) < _MIN_PASSWORD:
        raise AuthError(422, "weak_password", f"Password should be at least {_MIN_PASSWORD} characters.")
    return password
