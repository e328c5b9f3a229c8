"""The project's keys and tokens: the API keys it hands out, the access tokens it signs, and who may pass.

Used by all four endpoints. ``Keys.verify`` is the only judge of a token; the API-key gate is ``Keys.token_for``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Literal, NewType, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AccessToken = NewType("AccessToken", str)
Claims = dict[str, object]
ApiRole = Literal["anon", "authenticated", "service_role"]
TokenFault = Literal["malformed", "signature", "expired", "early", "claims"]

_API_ROLES: tuple[object, ...] = get_args(ApiRole)
_SKEW_S = 30
_KEY_ISSUER = "supabase-demo"
_KEY_EXPIRY_S = (
    1983812996  # in 2032; with the CLI's public development secret this gives the CLI's public keys
)


class TokenRefusedError(Exception):
    """A token that does not let anybody in; ``fault`` says why."""

    def __init__(self, fault: TokenFault, message: str, *, expired_s: int = 0) -> None:
        super().__init__(message)
        self.fault = fault
        self.expired_s = expired_s


class Keys:
    """Signs and judges tokens for one project.

    Args:
        jwt_secret: the shared secret; signs the two legacy API keys, and the access tokens unless *asymmetric*.
        asymmetric: access tokens are signed with ES256, as in projects with signing keys. The key is derived from the
            secret, so that a restart keeps people signed in.
        clock: seconds since 1970; tests move it.
    """

    def __init__(
        self, jwt_secret: str, *, asymmetric: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self._secret = jwt_secret
        self._clock = clock
        self._signing_key = _derived_key(jwt_secret) if asymmetric else None
        self._key_id = hashlib.sha256(b"key id" + jwt_secret.encode()).hexdigest()[:32]
        self.anon_key = self._legacy_key("anon")
        self.service_key = self._legacy_key("service_role")
        self.publishable_key = f"sb_publishable_{self._derived_text('publishable')}"
        self.secret_key = f"sb_secret_{self._derived_text('secret')}"

    def now(self) -> float:
        """The project's time, in seconds since 1970."""
        return self._clock()

    def sign(self, claims: Mapping[str, object]) -> AccessToken:
        """An access token with exactly these claims."""
        if self._signing_key is None:
            return AccessToken(jwt.encode(dict(claims), self._secret, algorithm="HS256"))
        return AccessToken(
            jwt.encode(dict(claims), self._signing_key, algorithm="ES256", headers={"kid": self._key_id})
        )

    def verify(self, token: str) -> Claims:
        """The claims of a token that is ours, valid now, and names a role of the API.

        Raises:
            TokenRefusedError: it is not.
        """
        claims = self._decode(token)
        self._check_times(claims)
        if claims.get("role") not in _API_ROLES:
            raise TokenRefusedError("claims", "the token names no role of this API")
        return claims

    def token_for(self, api_key: str | None) -> str | None:
        """The token an API key stands for when no other is presented; None for a key that is not ours."""
        if not api_key:
            return None
        for known, token in (
            (self.anon_key, self.anon_key),
            (self.service_key, self.service_key),
            (self.publishable_key, self.anon_key),
            (self.secret_key, self.service_key),
        ):
            if hmac.compare_digest(api_key.encode(), known.encode()):
                return token
        return None

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public signing keys; empty while tokens are signed with the shared secret, which is nobody's to know."""
        if self._signing_key is None:
            return {"keys": []}
        numbers = self._signing_key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self._key_id,
                    "x": _url_text(numbers.x.to_bytes(32, "big")), "y": _url_text(numbers.y.to_bytes(32, "big")),
                }
            ]
        }  # fmt: skip

    def _decode(self, token: str) -> Claims:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as error:
            raise TokenRefusedError("malformed", "the token cannot be read") from error
        # The key decides the algorithm, never the token: a key id belongs to the signing key, everything else to the secret.
        by_key_id = self._signing_key is not None and header.get("kid") == self._key_id
        key = self._signing_key.public_key() if by_key_id and self._signing_key else self._secret
        try:
            claims: Claims = jwt.decode(
                token,
                key,
                algorithms=["ES256" if by_key_id else "HS256"],
                options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False},
            )
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
            raise TokenRefusedError("signature", "the token was not signed by this project") from error
        except jwt.InvalidTokenError as error:
            raise TokenRefusedError("malformed", "the token cannot be read") from error
        return claims

    def _check_times(self, claims: Claims) -> None:
        now = self.now()
        expiry = claims.get("exp")
        if not isinstance(expiry, int | float) or isinstance(expiry, bool):
            raise TokenRefusedError("claims", "the token has no expiry")
        if expiry <= now:
            raise TokenRefusedError("expired", "the token has expired", expired_s=int(now - expiry))
        for name in ("nbf", "iat"):
            start = claims.get(name)
            if start is None:
                continue
            if not isinstance(start, int | float) or isinstance(start, bool):
                raise TokenRefusedError("claims", f"{name} of the token is no time")
            if start > now + _SKEW_S:
                raise TokenRefusedError("early", "the token is not valid yet")

    def _legacy_key(self, role: ApiRole) -> str:
        claims = {"iss": _KEY_ISSUER, "role": role, "exp": _KEY_EXPIRY_S}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def _derived_text(self, purpose: str) -> str:
        return _url_text(hmac.digest(self._secret.encode(), purpose.encode(), "sha256"))[:31]


def bearer(authorization: str | None) -> str | None:
    """The token of an ``Authorization`` header; None when there is none."""
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _derived_key(secret: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(hashlib.sha512(b"signing key" + secret.encode()).digest(), "big")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group P-256
    return ec.derive_private_key(number % (order - 1) + 1, ec.SECP256R1())


def _url_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
