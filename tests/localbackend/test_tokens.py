"""Who may pass: only what this project signed, in the way its keys are meant, and only in time."""

from __future__ import annotations

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.localbackend.tokens import Keys, TokenRefusedError, bearer

SECRET = "a secret of at least thirty-two bytes, for tests"
NOW = 1_800_000_000
CLI_SECRET = "super-secret-jwt-token-with-at-least-32-characters-long"
CLI_ANON_KEY = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9."
    "CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0"
)


def keys(*, asymmetric: bool = False) -> Keys:
    return Keys(SECRET, clock=lambda: float(NOW), asymmetric=asymmetric)


def claims(**changes: object) -> dict[str, object]:
    return {"role": "authenticated", "sub": "someone", "iat": NOW, "exp": NOW + 60} | changes


@pytest.mark.parametrize("asymmetric", [False, True])
def test_an_own_token_passes_with_its_claims(asymmetric: bool) -> None:
    project = keys(asymmetric=asymmetric)
    assert project.verify(project.sign(claims())) == claims()


@pytest.mark.parametrize("asymmetric", [False, True])
def test_the_api_keys_are_tokens_of_their_roles(asymmetric: bool) -> None:
    project = keys(asymmetric=asymmetric)
    assert project.verify(project.anon_key)["role"] == "anon"
    assert project.verify(project.service_key)["role"] == "service_role"


def test_the_public_development_secret_gives_the_public_development_key() -> None:
    assert Keys(CLI_SECRET).anon_key == CLI_ANON_KEY


def test_new_style_keys_stand_for_the_legacy_ones_and_strangers_for_nothing() -> None:
    project = keys()
    assert project.token_for(project.publishable_key) == project.anon_key
    assert project.token_for(project.secret_key) == project.service_key
    assert project.token_for(project.anon_key) == project.anon_key
    assert project.token_for("sb_secret_guess") is None
    assert project.token_for("") is None
    assert project.token_for("schlüssel") is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"exp": NOW}, "expired"),
        ({"exp": "soon"}, "claims"),
        ({"exp": True}, "claims"),
        ({"nbf": NOW + 60}, "early"),
        ({"iat": NOW + 60}, "early"),
        ({"nbf": "x"}, "claims"),
        ({"role": "supabase_admin"}, "claims"),
        ({"role": "postgres"}, "claims"),
        ({"role": ["anon"]}, "claims"),
        ({"role": None}, "claims"),
    ],
)
def test_wrong_claims_are_refused(changes: dict[str, object], fault: str) -> None:
    project = keys()
    with pytest.raises(TokenRefusedError) as refused:
        project.verify(project.sign(claims(**changes)))
    assert refused.value.fault == fault


@pytest.mark.parametrize("asymmetric", [False, True])
def test_an_unsigned_token_is_refused(asymmetric: bool) -> None:
    with pytest.raises(TokenRefusedError):
        keys(asymmetric=asymmetric).verify(jwt.encode(claims(), "", algorithm="none"))


def test_another_projects_token_is_refused() -> None:
    stranger = Keys("another secret that is long enough to be one", clock=lambda: float(NOW))
    with pytest.raises(TokenRefusedError) as refused:
        keys().verify(stranger.sign(claims()))
    assert refused.value.fault == "signature"


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    """The old confusion: HS256 "signed" with the published ES256 key must not pass, with or without its key id."""
    project = keys(asymmetric=True)
    public = project.jwks()["keys"][0]
    for headers in ({}, {"kid": public["kid"]}):
        forged = jwt.encode(claims(), public["x"] + public["y"], algorithm="HS256", headers=headers)
        with pytest.raises(TokenRefusedError):
            project.verify(forged)


def test_the_published_key_verifies_asymmetric_tokens() -> None:
    project = keys(asymmetric=True)
    published = jwt.PyJWK(project.jwks()["keys"][0])
    token = project.sign(claims())
    assert (
        jwt.decode(token, published, algorithms=["ES256"], options={"verify_exp": False, "verify_iat": False})
        == claims()
    )


def test_the_shared_secret_is_never_published() -> None:
    assert keys().jwks() == {"keys": []}


@given(st.text(max_size=60))
def test_no_text_makes_the_judge_stumble(text: str) -> None:
    with pytest.raises(TokenRefusedError):
        keys().verify(text)


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", None), ("Bearer ", None), (None, None)],
)
def test_only_a_bearer_header_holds_a_token(header: str | None, token: str | None) -> None:
    assert bearer(header) == token
