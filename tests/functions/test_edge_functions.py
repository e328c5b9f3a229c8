"""The edge functions by themselves: Deno's formatter, linter, type check and tests, without network after set-up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.deno_support import EDGE_TESTS, FUNCTIONS, install_modules, run_deno

SOURCES = sorted(FUNCTIONS.glob("*/*.ts"))
INDEXES = sorted(FUNCTIONS.glob("*/index.ts"))
CONFIG = ("--config", str(FUNCTIONS / "deno.json"))


@pytest.fixture(scope="module", autouse=True)
def _modules() -> None:
    install_modules()


def test_the_functions_are_formatted_and_lint_clean() -> None:
    paths = [str(FUNCTIONS), str(EDGE_TESTS)]

    run_deno("fmt", "--check", *CONFIG, *paths)
    run_deno("lint", *CONFIG, *paths)


def test_the_functions_and_their_tests_type_check_in_the_strict_mode() -> None:
    run_deno("check", *CONFIG, *(str(path) for path in [*INDEXES, *EDGE_TESTS.glob("*.test.ts")]))


def test_a_wrong_type_is_found_by_the_check(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ts"
    wrong.write_text(
        f'import {{ Refusal }} from "{FUNCTIONS}/_shared/errors.ts";\nnew Refusal("no_such_code");\n'
    )

    output = run_deno("check", *CONFIG, str(wrong), check=False)

    assert "no_such_code" in output
    assert "TS2345" in output


def test_the_functions_pass_their_tests_without_network() -> None:
    permissions = (
        "--allow-net=127.0.0.1",
        "--allow-env=SUPABASE_URL,SUPABASE_ANON_KEY,SUPABASE_SERVICE_ROLE_KEY,ALLOWED_ORIGIN,FUZZ_SEED",
        f"--allow-read={FUNCTIONS},{EDGE_TESTS}",
    )

    output = run_deno("test", *CONFIG, "--cached-only", "--no-prompt", *permissions, str(EDGE_TESTS))

    assert re.search(r"ok \| [1-9]\d* passed \| 0 failed", output), output[-2000:]


@pytest.mark.parametrize("path", INDEXES, ids=lambda path: path.parent.name)
def test_a_function_starts_alone(path: Path) -> None:
    """No function may need what another one has loaded."""
    probe = f"Deno.serve = () => console.log('served'); await import('{path.as_uri()}');"

    assert "served" in run_deno("eval", *CONFIG, "--cached-only", probe)


def test_only_pinned_npm_modules_are_imported() -> None:
    imports = [found for path in SOURCES for found in re.findall(r'from "([^"]+)"', path.read_text("utf-8"))]

    outside = {name for name in imports if not name.startswith(("./", "../"))}

    assert outside == {"npm:@supabase/supabase-js@2.119.1", "npm:valibot@1.5.0"}


def test_the_lock_records_no_download_address() -> None:
    lock = (FUNCTIONS / "deno.lock").read_text("utf-8")

    assert "http" not in lock
    assert "tarball" not in lock


def test_the_server_key_is_read_only_where_the_callers_rights_do_not_reach() -> None:
    readers = {path.parent.name for path in INDEXES if "asService" in path.read_text("utf-8")}

    assert readers <= {"account-delete", "api"}


def test_the_shared_list_of_errors_is_sorted_and_says_sentences() -> None:
    codes = json.loads((FUNCTIONS / "_shared" / "error_codes.json").read_text("utf-8"))

    assert list(codes) == sorted(codes)
    for code, entry in codes.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert 400 <= entry["status"] <= 504
        assert entry["message"].endswith(".")
