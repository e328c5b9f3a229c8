"""One list of error codes: what SQL returns, what functions and gateway answer, what the program understands."""

from __future__ import annotations

import inspect
import json
import re
from typing import Final

from tarkov_desktop.remote import calls
from tarkov_desktop.remote.calls import ALWAYS_REFUSED
from tarkov_desktop.sync import engine
from tarkov_desktop.sync.engine import AT_FAULT
from tests.deno_support import FUNCTIONS, ROOT

MIGRATIONS: Final = ROOT / "resources" / "supabase" / "migrations"
GATEWAY: Final = ROOT / "resources" / "team-gateway" / "src"
SHARED: Final[dict[str, dict[str, object]]] = json.loads(
    (FUNCTIONS / "_shared" / "error_codes.json").read_text("utf-8")
)
REFUSAL: Final = re.compile(r"private\.refusal\(\s*'([a-z_]+)',\s*(?:[^;]|\n)*?,\s*(\d{3})\b")
THROWN: Final = re.compile(r"(?:new Refusal|rfc3339)\(\s*\"([a-z_]+)\"")
CONDITIONAL: Final = re.compile(r"new Refusal\([^\"]*\? \"([a-z_]+)\" : \"([a-z_]+)\"")


def sql() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(MIGRATIONS.glob("*.sql")))


def thrown_by_typescript() -> set[str]:
    files = [path for path in FUNCTIONS.rglob("*.ts") if "node_modules" not in path.parts]
    text = "\n".join(path.read_text("utf-8") for path in [*files, *GATEWAY.glob("*.ts")])
    return {*THROWN.findall(text), *(code for pair in CONDITIONAL.findall(text) for code in pair)}


def test_every_refusal_of_sql_has_the_status_of_the_list() -> None:
    found = [(code, int(status)) for code, status in REFUSAL.findall(sql())]

    assert len({code for code, _ in found}) >= 30
    for code, status in found:
        assert SHARED[code]["status"] == status, code


def test_every_word_of_the_list_is_said_by_somebody() -> None:
    said = {code for code, _ in REFUSAL.findall(sql())} | thrown_by_typescript()

    assert SHARED.keys() - said == set()


def test_typescript_says_no_other_word() -> None:
    assert thrown_by_typescript() <= SHARED.keys()


def test_the_program_waits_for_no_word_that_nobody_says() -> None:
    assert SHARED.keys() >= AT_FAULT | ALWAYS_REFUSED
    for module in (engine, calls):
        source = inspect.getsource(module)
        compared = re.findall(r'\.code == "([a-z_]+)"', source)
        assert compared
        assert SHARED.keys() >= set(compared), module.__name__
