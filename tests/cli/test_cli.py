"""The command line: words in, one answer out, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tarkov_desktop import __version__
from tarkov_desktop.app.commands.words import LIST_STATES, PROFILE_FIELDS, RESET_REASONS
from tarkov_desktop.app.instance import InstanceLock
from tarkov_desktop.cli import main
from tarkov_desktop.domain.state import ReasonKind

DEBUT = "5936d90786f7742b1420ba5b"
SHORTAGE = "5967733e86f774602332fc84"
GENERATOR_PART = "5d3b396e33c48f02b81cd9f3-2-2"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command on a folder of its own; return exit code, output and errors."""

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["--home", str(tmp_path / "home"), *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def _json(run: Run, *words: str) -> dict[str, object]:
    _, out, _ = run("--json", *words)
    answer = json.loads(out)
    assert isinstance(answer, dict)
    return answer


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Tarkov Desktop {__version__}\n"


def test_an_operation_is_there_for_the_next_command(run: Run) -> None:
    code, out, _ = run("task", "complete", DEBUT)

    rows = _json(run, "task", "list", "--state", "complete")["tasks"]
    assert (code, out) == (0, "3 values were changed.\n")
    assert isinstance(rows, list)
    assert [row["id"] for row in rows] == [DEBUT]


def test_an_operation_prints_its_changes_as_one_object(run: Run) -> None:
    answer = _json(run, "task", "complete", DEBUT, "--mode", "pve")

    assert answer["mode"] == "pve"
    assert f"taskCompletions/{DEBUT}" in str(answer["paths"])
    assert answer["changed"] is True


def test_a_refusal_has_a_code_and_a_sentence_and_changes_nothing(run: Run) -> None:
    code, out, _ = run("--json", "task", "complete", "no-such-task")

    assert code == 1
    assert json.loads(out) == {
        "error": {"code": "unknown_task", "message": "The game data of this mode has no such task."}
    }


def test_without_json_a_refusal_goes_to_standard_error(run: Run) -> None:
    code, out, err = run("task", "uncomplete", DEBUT)

    assert (code, out) == (1, "")
    assert "neither complete nor failed" in err


@pytest.mark.parametrize(
    "words",
    [
        ("task",),
        ("task", "frobnicate", "x"),
        ("objective", "set", "x", "many"),
        ("profile", "set", "shoe-size", "43"),
        ("mode", "reset"),
        ("nonsense",),
    ],
)
def test_wrong_usage_ends_with_two_and_one_object(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("--json", *words)

    assert code == 2
    assert json.loads(out)["error"]["code"] == "usage"
    assert "usage:" in err


def test_common_options_may_stand_before_or_after_the_command(run: Run) -> None:
    before = run("--json", "status")
    after = run("status", "--json")

    assert before == after


def test_undo_and_redo_work_from_one_process_to_the_next(run: Run) -> None:
    run("profile", "set", "level", "12")
    run("undo")
    assert _json(run, "status")["level"] == 1

    run("redo")

    assert _json(run, "status")["level"] == 12
    activity = _json(run, "activity")["activity"]
    assert isinstance(activity, list)
    assert [row["kind"] for row in activity] == ["redo", "undo", "edit"]


def test_undo_with_nothing_to_take_back_could_not(run: Run) -> None:
    code, _, err = run("undo")

    assert (code, err) == (1, "There is nothing to take back.\n")


def test_the_profile_is_set_field_by_field(run: Run) -> None:
    for field, *values in (
        ("faction", "bear"),
        ("name", "Rook"),
        ("edition", "4"),
        ("prestige", "2"),
        ("trader-level", "54cb50c76803fa8b248b4571", "3"),
        ("trader-reputation", "54cb50c76803fa8b248b4571", "0.21"),
        ("skill", "Strength", "5"),
    ):
        assert run("profile", "set", field, *values)[0] == 0

    activity = _json(run, "activity")["activity"]
    assert isinstance(activity, list)
    assert len(activity) == 7


@pytest.mark.parametrize("value", ["eleven", "1.5", ""])
def test_a_value_that_is_no_number_is_refused(run: Run, value: str) -> None:
    code, out, _ = run("--json", "profile", "set", "level", value)

    assert (code, json.loads(out)["error"]["code"]) == (1, "invalid_value")


def test_the_hideout_is_built_counted_and_removed(run: Run) -> None:
    generator = "5d3b396e33c48f02b81cd9f3"

    def built() -> object:
        hideout = _json(run, "status")["hideout"]
        assert isinstance(hideout, dict)
        return hideout[generator]["level"]

    assert run("hideout", "build", generator, "2")[0] == 0
    assert built() == 2
    assert run("hideout", "remove", generator, "1")[0] == 0
    assert built() == 0
    assert run("hideout", "build", generator, "99")[0] == 1
    assert _json(run, "hideout", "part", GENERATOR_PART, "1")["paths"] == [
        f"hideoutParts/{GENERATOR_PART}/count"
    ]
    assert run("hideout", "part", "no-such-part", "1")[0] == 1


def test_a_reset_is_taken_back_by_undo(run: Run) -> None:
    run("task", "complete", DEBUT)

    run("mode", "reset", "--reason", "wipe")
    wiped = _json(run, "status")["states"]
    run("undo")

    assert isinstance(wiped, dict)
    assert wiped["complete"] == 0
    states = _json(run, "status")["states"]
    assert isinstance(states, dict)
    assert states["complete"] == 1


def test_modes_are_kept_apart(run: Run) -> None:
    run("task", "complete", DEBUT, "--mode", "pve")

    assert _json(run, "task", "list", "--state", "complete", "--mode", "pvp")["tasks"] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--search", "debut"), {"Debut"}),
        (("--trader", "prapor", "--state", "available", "--search", "debut"), {"Debut"}),
        (("--trader", "54cb50c76803fa8b248b4571", "--search", "debut"), {"Debut"}),
        (("--trader", "nobody"), set()),
        (("--map", "nowhere"), set()),
        (("--state", "complete"), set()),
    ],
)
def test_the_list_of_tasks_is_filtered(run: Run, words: tuple[str, ...], expected: set[str]) -> None:
    rows = _json(run, "task", "list", *words)["tasks"]

    assert isinstance(rows, list)
    assert {row["name"] for row in rows} == expected


def test_tasks_of_a_map_are_those_with_an_objective_there_too(run: Run) -> None:
    rows = _json(run, "task", "list", "--map", "customs")["tasks"]

    assert isinstance(rows, list)
    assert 20 < len(rows) < 200


def test_a_list_for_people_ends_with_its_count(run: Run) -> None:
    _, out, _ = run("task", "list", "--search", "debut")

    assert out.splitlines()[-1] == "1 task"


@pytest.mark.parametrize("words", [("status",), ("profile", "set", "level", "5"), ("undo",)])
def test_a_mode_that_does_not_exist_is_refused(run: Run, words: tuple[str, ...]) -> None:
    code, out, _ = run("--json", *words, "--mode", "nonsense")

    assert (code, json.loads(out)["error"]["code"]) == (1, "unknown_mode")


def test_several_tasks_are_one_step(run: Run) -> None:
    answer = _json(run, "task", "complete", DEBUT, SHORTAGE, DEBUT)

    assert {f"taskCompletions/{DEBUT}", f"taskCompletions/{SHORTAGE}"} <= set(answer["paths"])  # type: ignore[call-overload]  # a list
    activity = _json(run, "activity")["activity"]
    assert isinstance(activity, list)
    assert [row["operation"] for row in activity] == ["complete_task"]
    run("undo")
    assert _json(run, "task", "list", "--state", "complete")["tasks"] == []


def test_one_refusal_among_several_tasks_changes_nothing(run: Run) -> None:
    code, out, _ = run("--json", "task", "complete", DEBUT, "no-such-task")

    assert (code, json.loads(out).keys(), json.loads(out)["error"]["code"]) == (1, {"error"}, "unknown_task")
    assert _json(run, "activity")["activity"] == []


def test_a_search_looks_at_traders_maps_items_and_objectives(run: Run) -> None:
    found = {
        words: {row["id"] for row in _json(run, "task", "list", "--search", words)["tasks"]}  # type: ignore[attr-defined]  # a list
        for words in ("debut", "prapor", "kill 5 scavs", "debut prapor", "debut skier")
    }

    assert DEBUT in found["debut"] & found["prapor"] & found["kill 5 scavs"] & found["debut prapor"]
    assert DEBUT not in found["debut skier"]
    assert len(found["debut"]) < len(found["prapor"])


def test_day_and_night_are_one_map(run: Run) -> None:
    by_name = [_json(run, "task", "list", "--map", name)["tasks"] for name in ("Factory", "night-factory")]

    assert by_name[0] == by_name[1] != []


def test_the_level_follows_from_xp_when_switched_on(run: Run) -> None:
    run("profile", "set", "level", "10")
    run("profile", "set", "automatic-level", "on")
    status = _json(run, "status")
    assert (status["automaticLevel"], status["level"]) == (True, 1)

    run("profile", "set", "xp", "4017")

    status = _json(run, "status")
    assert (status["level"], status["xp"]) == (3, {"tasks": 0, "total": 4017, "toNextLevel": 4415})
    assert run("profile", "set", "automatic-level", "perhaps")[0] == 1


def test_the_summary_tells_who_plays_and_where_the_hideout_stands(run: Run) -> None:
    run("profile", "set", "edition", "5")
    run("profile", "set", "faction", "BEAR")
    run("profile", "set", "prestige", "2")

    status = _json(run, "status")

    assert (status["edition"], status["faction"], status["prestige"]) == (5, "BEAR", 2)
    assert status["hideout"]["5d484fc0654e76006657e0ab"] == {"level": 4, "state": "maxed", "ready": False}  # type: ignore[index]  # an object


def test_what_is_needed_and_there_makes_what_is_left(run: Run) -> None:
    needed = _json(run, "status")["neededItems"]

    assert isinstance(needed, dict)
    assert needed["need"] - needed["got"] == needed["left"] > 0


def test_traders_stations_and_skills_may_be_named(run: Run) -> None:
    for words in (
        ("profile", "set", "trader-level", "Prapor", "2"),
        ("profile", "set", "skill", "stress resistance", "3"),
        ("hideout", "build", "medstation", "1"),
    ):
        assert run(*words)[0] == 0

    paths = {path for row in _json(run, "activity")["activity"] for path in row["paths"]}  # type: ignore[attr-defined]  # a list
    assert {"traders/54cb50c76803fa8b248b4571/level", "skillOffsets/StressResistance"} < paths


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("trader-level", "nobody", "2"), "unknown_trader"),
        (("skill", "Juggling", "2"), "unknown_skill"),
        (("level", "80"), "out_of_range"),
        (("level", "0"), "out_of_range"),
        (("xp", "-1"), "out_of_range"),
        (("faction", "scav"), "out_of_range"),
        (("edition", "0"), "out_of_range"),
        (("name", "a name of more than fifteen"), "too_long"),
        (("trader-level", "prapor", "11"), "out_of_range"),
        (("trader-reputation", "prapor", "nan"), "out_of_range"),
        (("trader-reputation", "prapor", "100.1"), "out_of_range"),
        (("skill", "Strength", "inf"), "out_of_range"),
        (("skill", "Strength"), "invalid_value"),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    run: Run, words: tuple[str, ...], code: str
) -> None:
    ended, out, _ = run("--json", "profile", "set", *words)

    assert (ended, json.loads(out)["error"]["code"]) == (1, code)
    assert _json(run, "activity")["activity"] == []


def test_a_dry_run_tells_every_difference_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("profile", "set", "level", "5")
    file = tmp_path / "web.json"
    file.write_text(f'{{"gameEdition": "x", "level": 7, "taskCompletions": {{"{DEBUT}": true}}}}')

    answer = _json(run, "import", str(file), "--dry-run")
    _, out, _ = run("import", str(file), "--dry-run", "--replace")

    assert answer["report"] == [{"path": "gameEdition", "problem": "not_a_number"}]
    assert answer["differences"]["pvp"]["replace"] == [  # type: ignore[index]  # an object
        {"path": "level", "before": 5, "after": 7},
        {
            "path": f"taskCompletions/{DEBUT}",
            "before": {"complete": False, "failed": False},
            "after": {"complete": True, "failed": False},
        },
    ]
    assert "  level: 5 -> 7\n" in out
    assert _json(run, "status")["level"] == 5


def test_an_import_is_taken_back_in_the_mode_it_wrote_to(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "web.json"
    file.write_text('{"pve_data": {"level": 7}}')
    run("profile", "set", "level", "3", "--mode", "seasonal")
    run("import", str(file), "--replace")
    assert _json(run, "status", "--mode", "pve")["level"] == 7

    assert run("undo", "--mode", "pve")[0] == 0

    assert _json(run, "status", "--mode", "pve")["level"] == 1
    run("redo", "--mode", "pve")
    assert _json(run, "status", "--mode", "pve")["level"] == 7
    assert _json(run, "status", "--mode", "seasonal")["level"] == 3


def test_an_archive_is_listed_written_out_and_brought_back(run: Run, tmp_path: Path) -> None:
    run("task", "complete", DEBUT)
    run("mode", "reset", "--reason", "wipe")
    kept = _json(run, "mode", "archives")["archives"][0]  # type: ignore[index]  # a list
    file = tmp_path / "kept.json"

    assert (kept["mode"], kept["reason"], kept["season"]) == ("pvp", "wipe", 0)
    assert _json(run, "mode", "export", kept["id"], str(file))["tasksDone"] == 1
    assert json.loads(file.read_text())["progress"]["pvp_data"]["taskCompletions"].keys() == {DEBUT}
    assert _json(run, "mode", "archives", "--mode", "pve")["archives"] == []

    assert run("mode", "restore", kept["id"])[0] == 0
    assert [row["id"] for row in _json(run, "task", "list", "--state", "complete")["tasks"]] == [DEBUT]  # type: ignore[attr-defined]  # a list
    assert run("undo")[0] == 0
    assert _json(run, "task", "list", "--state", "complete")["tasks"] == []


@pytest.mark.parametrize("words", [("restore", "gone"), ("export", "gone", "file.json")])
def test_an_archive_that_is_gone_is_said(run: Run, words: tuple[str, ...]) -> None:
    code, out, _ = run("--json", "mode", *words)

    assert (code, json.loads(out)["error"]["code"]) == (1, "unknown_archive")


def test_a_season_begins_in_the_seasonal_mode_only(run: Run) -> None:
    run("task", "complete", DEBUT, "--mode", "seasonal")

    code, out, _ = run("--json", "mode", "reset", "--reason", "season", "--mode", "pvp")
    assert (code, json.loads(out)["error"]["code"]) == (1, "not_seasonal")
    assert run("mode", "reset", "--reason", "season", "--mode", "seasonal")[0] == 0

    assert _json(run, "task", "list", "--state", "complete", "--mode", "seasonal")["tasks"] == []


def test_there_is_no_prestige_where_the_game_has_none(run: Run) -> None:
    code, out, _ = run("--json", "mode", "reset", "--reason", "prestige", "--mode", "pve")

    assert (code, json.loads(out)["error"]["code"]) == (1, "highest_prestige")
    assert _json(run, "activity")["activity"] == []


def test_an_objective_is_counted(run: Run) -> None:
    rows = _json(run, "task", "list", "--search", "debut")["tasks"]
    assert isinstance(rows, list)
    counted = next(each for each in rows[0]["objectives"] if each["required"] > 1)

    assert run("objective", "set", counted["id"], "2")[0] == 0

    rows = _json(run, "task", "list", "--search", "debut")["tasks"]
    assert isinstance(rows, list)
    assert {each["id"]: each["count"] for each in rows[0]["objectives"]}[counted["id"]] == 2


def test_undo_names_what_was_changed_since(run: Run) -> None:
    run("task", "complete", DEBUT)
    run("profile", "set", "faction", "bear")
    run("undo")  # the faction

    answer = _json(run, "undo")

    assert answer["label"] == "complete_task"
    assert "kept" not in answer


def test_a_mistake_of_ours_ends_with_an_answer_and_without_private_things(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the store's own folder must be made is no case anybody planned for."""
    monkeypatch.setenv("HOME", str(tmp_path))
    run("status")
    (tmp_path / "home" / "data" / "instance.lock").unlink()
    (tmp_path / "home" / "data" / "instance.lock").mkdir()

    code, out, err = run("--json", "status")

    assert (code, json.loads(out)["error"]["code"]) == (1, "internal_error")
    assert "Traceback" in err
    assert str(tmp_path) not in err


def test_a_second_command_waits_for_the_first(run: Run, tmp_path: Path) -> None:
    run("status")
    holder = InstanceLock.try_take(tmp_path / "home" / "data")
    assert holder is not None
    threading.Timer(0.2, holder.release).start()

    assert run("status")[0] == 0


def test_an_account_that_never_signed_in_here_is_refused(run: Run) -> None:
    code, out, _ = run("--json", "--account", "3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11", "status")

    assert (code, json.loads(out)["error"]["code"]) == (1, "unknown_account")


def test_a_name_that_is_no_account_cannot_reach_another_file(run: Run) -> None:
    code, out, _ = run("--json", "--account", "../guest", "status")

    assert (code, json.loads(out)["error"]["code"]) == (1, "unknown_account")


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("here already")

    code = main(["--home", str(tmp_path / "file"), "--json", "status"])

    assert (code, json.loads(capsys.readouterr().out)["error"]["code"]) == (1, "folder_unusable")


def test_a_file_goes_out_and_comes_back(run: Run, tmp_path: Path) -> None:
    run("task", "complete", DEBUT)
    file = str(tmp_path / "mine.tarkov-progress.json")
    assert run("export", file)[0] == 0
    run("mode", "reset", "--reason", "reset")

    preview = _json(run, "import", file, "--dry-run")
    code, out, _ = run("import", file, "--replace")

    assert preview["shape"] == "ours"
    assert (code, out) == (0, "4 values were changed.\n")
    assert len(list((tmp_path / "home" / "data" / "backups" / "guest").glob("*-import*"))) == 1


@pytest.mark.parametrize("words", [("--dry-run",), ("--join",), ("--replace",)])
def test_a_cut_file_is_refused_in_every_way(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "cut.json"
    file.write_text('{"format": "tarkov-desktop-pro')

    code, out, _ = run("--json", "import", str(file), *words)

    assert (code, json.loads(out)["error"]["code"]) == (1, "file_not_json")


def test_an_import_without_a_choice_asks_for_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"level": 3}')

    code, out, _ = run("--json", "import", str(file))

    assert (code, json.loads(out)["error"]["code"]) == (1, "choice_missing")


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--json", "import", str(tmp_path / "none.json"), "--join")

    assert (code, json.loads(out)["error"]["code"]) == (1, "file_unreadable")


def test_an_export_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--json", "export", str(tmp_path / "none" / "mine.json"))

    assert (code, json.loads(out)["error"]["code"]) == (1, "file_unwritable")


def test_doctor_counts_the_files_of_the_store_and_names_none(run: Run, tmp_path: Path) -> None:
    run("profile", "set", "name", "PlantedName")
    (tmp_path / "home" / "data" / "accounts" / "guest.sqlite").write_bytes(b"rubbish")
    run("status")

    code, out, _ = run("--json", "doctor")

    store = json.loads(out)["store"]
    assert code == 0
    assert (store["accounts"], store["damagedKept"], store["backups"]) == (1, 1, 1)
    assert "PlantedName" not in out
    assert str(tmp_path) not in out


def test_after_a_recovery_the_answer_says_so(run: Run, tmp_path: Path) -> None:
    run("profile", "set", "level", "9")
    (tmp_path / "home" / "data" / "accounts" / "guest.sqlite").write_bytes(b"rubbish")

    _, out, _ = run("status")

    assert out.startswith("The file of your progress was damaged.")


def test_every_file_stays_below_the_home_given_by_the_variable(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {"TARKOV_DESKTOP_HOME": str(home), "HOME": str(tmp_path / "user"), "PYTHONPATH": "."}

    ended = subprocess.run(
        [sys.executable, "-m", "tarkov_desktop", "profile", "set", "level", "9"],
        env=environment,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 0
    assert (home / "data" / "accounts" / "guest.sqlite").exists()
    assert not (tmp_path / "user").exists()


def test_a_command_does_not_import_qt_or_the_network(tmp_path: Path) -> None:
    """R-START-1, for the command line: what is not needed is not paid for."""
    code = (
        "import sys; from tarkov_desktop.cli import main; main(['--home', sys.argv[1], 'status']);"
        "print([name for name in ('PySide6', 'httpx', 'supabase', 'keyring', 'asyncpg') if name in sys.modules])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )

    assert ended.stdout.splitlines()[-1] == "[]"


def test_the_page_on_the_command_line_names_what_it_prints(run: Run) -> None:
    page = (Path(__file__).parents[2] / "resources" / "docs" / "command-line.md").read_text()
    status, listed = _json(run, "status"), _json(run, "task", "list")
    rows = listed["tasks"]
    assert isinstance(rows, list)

    names = {*status, *status["neededItems"], *status["xp"], *listed, *rows[0]}  # type: ignore[misc]  # objects
    words = {*PROFILE_FIELDS, *RESET_REASONS, *LIST_STATES, *ReasonKind} - {"all"}
    not_of_tasks = {ReasonKind.STATION.value, ReasonKind.SKILL.value}
    assert {name for name in (names | words) - not_of_tasks if f"`{name}" not in page} == set()
