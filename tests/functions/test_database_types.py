"""The types that functions are checked with are those of the migrations, and they know columns by their real names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.deno_support import FUNCTIONS, install_modules, run_deno
from tests.functions.generated_types import TYPES, generated_types, install_cli

QUERY = """
import {{ createClient }} from "npm:@supabase/supabase-js@2.119.1";
import type {{ Database }} from "{types}";
const client = createClient<Database>("http://127.0.0.1:1", "key");
const {{ data }} = await client.from("user_progress").select("{columns}").single();
console.info(data?.{column});
"""
CALL = """
import {{ asService, rpc }} from "{functions}/_shared/rpc.ts";
await rpc(asService(), "team_members", {{ {argument}: "x" }});
"""


@pytest.mark.slow
@pytest.mark.contract
@pytest.mark.timeout(400)
def test_the_checked_in_types_are_those_of_the_migrations(backend: LocalBackend) -> None:
    install_cli()

    assert generated_types(backend) == TYPES.read_text("utf-8"), (
        "run python -m tests.functions.generated_types"
    )


@pytest.mark.parametrize(
    ("columns", "column", "is_right"),
    [
        ("pvp_data, current_game_mode", "pvp_data", True),
        ("pvp, pve", "pvp", False),
        ("currentGameMode", "currentGameMode", False),
    ],
)
def test_a_query_by_a_clients_name_for_a_column_does_not_type_check(
    tmp_path: Path, columns: str, column: str, *, is_right: bool
) -> None:
    """The published design asked the table for ``pvp`` and ``currentGameMode``, and found nothing."""
    file = tmp_path / "query.ts"
    install_modules()
    file.write_text(QUERY.format(types=TYPES.as_posix(), columns=columns, column=column), "utf-8")

    output = run_deno("check", "--config", str(FUNCTIONS / "deno.json"), str(file), check=False)

    assert ("TS2339" in output) != is_right, output
    assert ("Type checking failed" in output) != is_right, output


@pytest.mark.parametrize(("argument", "is_right"), [("p_team", True), ("teamId", False), ("p_user", False)])
def test_a_call_with_an_argument_sql_does_not_know_does_not_type_check(
    tmp_path: Path, argument: str, *, is_right: bool
) -> None:
    file = tmp_path / "call.ts"
    file.write_text(CALL.format(functions=FUNCTIONS.as_posix(), argument=argument), "utf-8")

    output = run_deno("check", "--config", str(FUNCTIONS / "deno.json"), str(file), check=False)

    assert ("Type checking failed" in output) != is_right, output
