"""Each guard of the functions taken away in a copy: some test must notice, or the guard is not tested at all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deno_support import EDGE_TESTS, FUNCTIONS, install_modules, run_deno

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Mutation:
    """One guard and what is left when it is gone."""

    file: str
    guard: str
    instead: str
    tests: str = "requests"

    def __str__(self) -> str:
        return f"{self.file}: {self.guard[:40]}"


MUTATIONS = [
    Mutation("_shared/http.ts", "if (length + chunk.length > maxBytes) throw", "if (false) throw"),
    Mutation("_shared/http.ts", 'if (mediaType !== "application/json") throw', "if (false) throw"),
    Mutation("_shared/http.ts", "if (reason !== null) throw", "if (false) throw"),
    Mutation("_shared/http.ts", "{ fatal: true }", "{}"),
    Mutation("_shared/http.ts", "if (token === undefined) throw", "if (false) throw"),
    Mutation("_shared/http.ts", 'response.headers.set("retry-after"', 'response.headers.set("x-later"', "answers"),
    Mutation("_shared/http.ts", "if (new Set(fields.map(([name]) => name)).size < fields.length) throw", "if (false) throw"),
    Mutation("_shared/json.ts", "if (deepest(text) > MAX_DEPTH) {", "if (false) {"),
    Mutation("_shared/json.ts", 'if (typeof value !== "number" || String(value) === context.source) return value;', "return value;", "answers"),
    Mutation("_shared/http.ts", "if (hasForbiddenKey(body)) {", "if (false) {", "answers"),
    Mutation("_shared/cors.ts", "if (!origin || !allowed.includes(origin)) return {};", "if (!origin) return {};"),
    Mutation("_shared/rpc.ts", "if (!isErrorCode(code)) return new Refusal", "if (false) return new Refusal", "answers"),
    Mutation("_shared/rpc.ts", "&& SPEAKING.has(code)", "", "answers"),
    Mutation("_shared/rpc.ts", "|| status === 401", "", "answers"),
    Mutation("_shared/rpc.ts", "authorization };", 'authorization: "Bearer x" };'),
    Mutation("_shared/endpoint.ts", 'throw new Refusal("idempotency_key_required")', 'return key ?? ""'),
    Mutation("team-kick/index.ts", "v.strictObject(", "v.looseObject("),
    Mutation("team-members/index.ts", 'refusal.code === "team_not_found" ? new Refusal("not_a_member") : refusal', "refusal", "answers"),
    Mutation("progress-update/index.ts", "v.check(isOrdinaryPath)", "v.check(() => true)", "answers"),
    Mutation("account-delete/index.ts", "error.status !== 404", "true", "answers"),
    Mutation("api/token.ts", 'if (prefix === "") throw', "if (false) throw", "api"),
    Mutation("api/token.ts", '|| known["gameMode"] !== gameMode', "", "api"),
    Mutation("api/token.ts", "if (token.permissions.includes(permission)) return;", "return;", "api"),
    Mutation("api/progress.ts", "complete: isComplete(own(records, id))", "complete: own(records, id)?.complete === true", "api"),
    Mutation("_shared/invalidate.ts", "|| ruledOut.has(id)", "", "invalidate"),
    Mutation("_shared/invalidate.ts", "if (reached.has(dependent) || complete(dependent)) continue;", "if (reached.has(dependent)) continue;", "invalidate"),
]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Functions and their tests in a folder of their own, with the same modules."""
    install_modules()
    root = tmp_path_factory.mktemp("guards")
    functions = root / "resources" / "supabase" / "functions"
    shutil.copytree(FUNCTIONS, functions, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(EDGE_TESTS, root / "tests" / "functions" / "edge")
    shutil.copytree(FUNCTIONS / "node_modules", functions / "node_modules", symlinks=True)
    return root


def passes(root: Path, tests: str) -> bool:
    """Whether one file of tests passes on the copy."""
    config = root / "resources" / "supabase" / "functions" / "deno.json"
    file = root / "tests" / "functions" / "edge" / f"{tests}.test.ts"
    output = run_deno(
        "test", "--config", str(config), "--cached-only", "--no-check", "--allow-all", str(file), check=False
    )
    assert " passed" in output, output[-3000:]
    return "FAILED" not in output


@pytest.mark.xdist_group("guards")
@pytest.mark.parametrize("tests", ["requests", "answers", "api", "invalidate"])
def test_the_untouched_copy_passes(copy: Path, tests: str) -> None:
    assert passes(copy, tests)


@pytest.mark.xdist_group("guards")
@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_missing_guard_is_noticed(copy: Path, mutation: Mutation) -> None:
    file = copy / "resources" / "supabase" / "functions" / mutation.file
    original = file.read_text("utf-8")
    assert original.count(mutation.guard) == 1, "the guard reads differently now"
    file.write_text(original.replace(mutation.guard, mutation.instead), "utf-8")
    try:
        assert not passes(copy, mutation.tests)
    finally:
        file.write_text(original, "utf-8")
