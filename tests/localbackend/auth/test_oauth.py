"""Sign-in through the pretend providers, walked as a browser walks it, and with the real client library."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from supabase_auth import AsyncGoTrueClient, AsyncMemoryStorage

from tarkov_desktop.localbackend.auth.options import Person
from tarkov_desktop.localbackend.auth.redirects import allowed_redirect
from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import MovableClock, a_name

LOOPBACK = "http://127.0.0.1:49152/some-random-path/callback"
NAMED_ERRORS = {"x-supabase-api-version": "2024-01-01"}


def pkce() -> tuple[str, str]:
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return verifier, challenge


async def walk(api: httpx.AsyncClient, address: str, **parameters: str) -> httpx.URL:
    """Follow redirects from *address* until they leave the backend, and give where they lead."""
    answer = await api.get(address, params=parameters or None)
    while answer.is_redirect:
        target = answer.next_request.url if answer.next_request else httpx.URL()
        if target.port != api.base_url.port:
            return target
        answer = await api.get(target)
    raise AssertionError(f"the walk ended at {answer.status_code}: {answer.text[:200]}")


async def arrive(
    api: httpx.AsyncClient, challenge: str, *, name: str, provider: str = "discord"
) -> dict[str, str]:
    """The query with which a sign-in of *name* comes back to the loopback listener."""
    end = await walk(
        api,
        "/auth/v1/authorize",
        **{
            "provider": provider,
            "redirect_to": LOOPBACK,
            "code_challenge": challenge,
            "code_challenge_method": "s256",
            "as": name,
        },
    )
    assert str(end).startswith(LOOPBACK)
    return dict(end.params)


async def exchange(api: httpx.AsyncClient, code: str, verifier: str) -> httpx.Response:
    body = {"auth_code": code, "code_verifier": verifier}
    return await api.post("/auth/v1/token?grant_type=pkce", json=body, headers=NAMED_ERRORS)


async def test_the_real_client_signs_in_through_the_pretend_provider(
    backend: LocalBackend, api: httpx.AsyncClient
) -> None:
    client = AsyncGoTrueClient(
        url=f"{backend.url}/auth/v1",
        headers={"apikey": backend.anon_key},
        auto_refresh_token=False,
        flow_type="pkce",
        storage=AsyncMemoryStorage(),
    )
    name = a_name()
    start = await client.sign_in_with_oauth({"provider": "twitch", "options": {"redirect_to": LOOPBACK}})
    # As a browser: without an API key, and a person chosen without a click.
    async with httpx.AsyncClient(base_url=backend.url, trust_env=False) as browser:
        end = await walk(browser, f"{start.url}&as={name}")
    session = (
        await client.exchange_code_for_session(
            {"auth_code": end.params["code"], "code_verifier": "", "redirect_to": ""}
        )
    ).session
    assert session is not None
    assert session.user.user_metadata["full_name"] == name
    assert session.user.app_metadata["providers"] == ["twitch"]
    refreshed = await client.refresh_session()
    assert refreshed.user is not None
    assert refreshed.user.id == session.user.id
    await client.sign_out({"scope": "local"})
    await client.close()


async def test_the_page_offers_the_people_and_their_button_signs_in(api: httpx.AsyncClient) -> None:
    verifier, challenge = pkce()
    query = {
        "provider": "discord",
        "redirect_to": LOOPBACK,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = await api.get("/auth/v1/authorize", params=query, follow_redirects=True)
    assert "This is a pretend Discord" in page.text
    assert "Sign in as Vera" in page.text
    state = page.url.params["state"]
    end = await walk(api, "/_local/provider/discord/answer", state=state, **{"as": "Vera"})
    assert (await exchange(api, end.params["code"], verifier)).json()["provider_token"]


@pytest.mark.parametrize(("button", "error"), [("deny", "access_denied"), ("fail", "server_error")])
async def test_deny_and_fail_come_back_as_errors(api: httpx.AsyncClient, button: str, error: str) -> None:
    _, challenge = pkce()
    query = {
        "provider": "discord",
        "redirect_to": LOOPBACK,
        "code_challenge": challenge,
        "code_challenge_method": "s256",
    }
    page = await api.get("/auth/v1/authorize", params=query, follow_redirects=True)
    end = await walk(api, "/_local/provider/discord/answer", state=page.url.params["state"], **{button: "1"})
    assert end.params["error"] == error
    assert end.params["error_description"]
    assert parse_qs(urlsplit(str(end)).fragment)["error"] == [error]


async def test_a_code_is_good_once_and_only_with_its_verifier(api: httpx.AsyncClient) -> None:
    verifier, challenge = pkce()
    code = (await arrive(api, challenge, name=a_name()))["code"]
    wrong = await exchange(api, code, secrets.token_urlsafe(48))
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_code_verifier")
    assert (await exchange(api, code, verifier)).status_code == 200
    spent = await exchange(api, code, verifier)
    assert (spent.status_code, spent.json()["code"]) == (404, "flow_state_not_found")
    empty = await exchange(api, code, "")
    assert (empty.status_code, empty.json()["code"]) == (400, "validation_failed")


async def test_a_code_expires_after_five_minutes(api: httpx.AsyncClient, clock: MovableClock) -> None:
    verifier, challenge = pkce()
    code = (await arrive(api, challenge, name=a_name()))["code"]
    with clock.moved(301):
        late = await exchange(api, code, verifier)
    assert (late.status_code, late.json()["code"]) == (422, "flow_state_expired")


async def test_a_state_is_good_once(api: httpx.AsyncClient) -> None:
    _, challenge = pkce()
    query = {
        "provider": "discord",
        "redirect_to": LOOPBACK,
        "code_challenge": challenge,
        "code_challenge_method": "s256",
    }
    page = await api.get("/auth/v1/authorize", params=query, follow_redirects=True)
    state = page.url.params["state"]
    answer = {"state": state, "as": a_name()}
    assert "code" in (await walk(api, "/_local/provider/discord/answer", **answer)).params
    for parameters in (answer, answer | {"state": "garbage"}):
        again = await walk(api, "/_local/provider/discord/answer", **parameters)
        assert again.params["error_code"] == "bad_oauth_state"
        assert again.port == 3000  # the site, not the loopback address of somebody's sign-in


async def test_the_same_person_at_two_providers_is_one_user(api: httpx.AsyncClient) -> None:
    name = a_name()
    users = []
    for provider in ("discord", "twitch", "discord"):
        verifier, challenge = pkce()
        code = (await arrive(api, challenge, name=name, provider=provider))["code"]
        users.append((await exchange(api, code, verifier)).json()["user"])
    assert len({user["id"] for user in users}) == 1
    assert users[-1]["app_metadata"]["providers"] == ["discord", "twitch"]


async def test_without_pkce_the_tokens_come_in_the_fragment(api: httpx.AsyncClient) -> None:
    end = await walk(api, "/auth/v1/authorize", provider="github", redirect_to=LOOPBACK, **{"as": a_name()})
    assert parse_qs(end.fragment)["token_type"] == ["bearer"]
    assert not end.query


@pytest.mark.parametrize(
    "query",
    [
        {"provider": "myspace"},
        {"provider": "discord", "code_challenge": "a" * 43},
        {"provider": "discord", "code_challenge_method": "s256"},
        {"provider": "discord", "code_challenge": "a" * 42, "code_challenge_method": "s256"},
        {"provider": "discord", "code_challenge": "a" * 42 + "!", "code_challenge_method": "s256"},
        {"provider": "discord", "code_challenge": "a" * 43, "code_challenge_method": "md5"},
    ],
)
async def test_impossible_beginnings_are_refused(api: httpx.AsyncClient, query: dict[str, str]) -> None:
    answer = await api.get("/auth/v1/authorize", params=query, headers=NAMED_ERRORS)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")


async def test_authorize_without_redirect_is_not_offered(api: httpx.AsyncClient) -> None:
    answer = await api.get("/auth/v1/authorize", params={"provider": "discord", "skip_http_redirect": "true"})
    assert (answer.status_code, answer.json()["code"]) == (501, "LB501")


async def test_the_page_shows_a_forged_state_as_text(api: httpx.AsyncClient) -> None:
    page = await api.get("/_local/provider/discord", params={"state": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("http://127.0.0.1:1/x", True),
        ("http://[::1]:65000/x", True),
        ("http://127.9.9.9/x", True),
        ("https://app.example/deep/link", True),
        ("https://site.example/anywhere?x=1", True),
        ("https://preview-7.example/one", True),
        ("https://preview-7.example/one/two", False),
        ("http://site.example/", False),
        ("https://site.example:444/", False),
        ("http://localhost:5/", False),
        ("http://127.0.0.1@evil.example/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("http://127.0.0.1:99999999/", False),
        ("ftp://127.0.0.1/", False),
        ("//127.0.0.1/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_loopback_the_site_and_the_list_are_redirected_to(asked: str, allowed: bool) -> None:
    site = "https://site.example"
    lists = ("https://app.example/**", "https://preview-*.example/*")
    assert allowed_redirect(asked, site_url=site, allow_list=lists) == (asked if allowed else site)


def test_a_name_without_latin_letters_still_has_an_address() -> None:
    assert Person("千夏").email != Person("健太").email
    assert Person("Anna-Lena K.").email == "anna-lena-k@example.test"
