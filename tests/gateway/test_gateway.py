"""The team gateway in real workerd: type check, bundle by its own tool, and its tests under Miniflare."""

from __future__ import annotations

import json
import re

import pytest

from tests.deno_support import ROOT
from tests.gateway.gateway_support import GATEWAY, install_modules, npm

GUARDS_TIMEOUT_S = 500.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("gateway")]


@pytest.fixture(scope="module", autouse=True)
def _modules() -> None:
    install_modules()


def test_the_gateway_type_checks_in_the_strict_mode() -> None:
    npm("run", "check")


def test_the_gateway_passes_its_tests_in_workerd() -> None:
    output = npm("test")

    passed = re.search(r"# pass (\d+)", output)
    assert passed is not None
    assert int(passed[1]) >= 40
    assert "# fail 0" in output
    assert "# skipped 0" in output


def test_every_guard_of_the_gateway_is_noticed_when_it_is_gone() -> None:
    output = npm("run", "test:guards", timeout_s=GUARDS_TIMEOUT_S)

    passed = re.search(r"# pass (\d+)", output)
    assert passed is not None
    assert int(passed[1]) >= 25
    assert "# fail 0" in output


def test_the_lock_records_no_download_address() -> None:
    lock = json.loads((GATEWAY / "package-lock.json").read_text("utf-8"))

    assert all("resolved" not in package for package in lock["packages"].values())
    assert "omit-lockfile-registry-resolved=true" in (GATEWAY / ".npmrc").read_text("utf-8")


def test_the_limiter_is_stored_and_the_environment_is_production_by_default() -> None:
    text = (GATEWAY / "wrangler.jsonc").read_text("utf-8")
    settings = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))

    assert settings["vars"] == {"ENVIRONMENT": "production"}
    assert settings["migrations"] == [{"tag": "v1", "new_sqlite_classes": ["Limiter"]}]
    assert settings["durable_objects"]["bindings"] == [{"name": "LIMITER", "class_name": "Limiter"}]


def test_the_gateway_lets_through_what_the_database_would_let_through() -> None:
    """The same numbers stand in SQL (backend.md 5.1); a gateway that is stricter or laxer would surprise."""
    routes = (GATEWAY / "src" / "routes.ts").read_text("utf-8").replace("HOUR_S", "3600")
    here = {
        name: (int(most), int(window))
        for name, most, window in re.findall(
            r'route\("([a-z.]+)", \[[^]]*\], "[a-z-]+", \{ max: (\d+), windowS: (\d+) \}\)', routes
        )
    }
    text = "".join(
        path.read_text("utf-8")
        for path in sorted((ROOT / "resources" / "supabase" / "migrations").glob("*.sql"))
    )
    there = {
        name: (int(most), int(window))
        for name, most, window in re.findall(r"\('([a-z.]+)', (\d+), (\d+)\)", text)
    }

    assert len(here) == 9
    assert here == {name: there[name] for name in here}
