"""SIGKILL in the middle of the choice between guest and account: all of it happened, or nothing, and it is asked again."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tarkov_desktop.app.bootstrap import new_id, now_ms, open_program
from tarkov_desktop.app.cloud.guest_choice import GuestChoice, decide, guest_offer
from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue, Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.store.account_store import AccountStore

ROOT = Path(__file__).resolve().parent.parent.parent
USER = "3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11"
GUESTS = 400
AT_MOST_S = 0.05
"""Within this the choice is on the disk on a quick computer."""
KILLS = 4
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX"),
]


@dataclass(frozen=True)
class Seen:
    """What a home holds: registers of guest and account, and whether the choice is still to be made."""

    guest: dict[str, JsonValue]
    account: dict[str, JsonValue]
    is_offered: bool

    @classmethod
    def of(cls, home: Path) -> Seen:
        with open_program(Options(home=home, account=GUEST)) as program:
            guest = _values(program.session)
        with open_program(Options(home=home, account=USER)) as program:
            is_offered = guest_offer(program, new_id=new_id, now_ms=now_ms) is not None
            return cls(guest, _values(program.session), is_offered)


def _values(session: Session) -> dict[str, JsonValue]:
    return {path: entry.value for path, entry in session.at(PVP).document.entries.items()}


def _write(session: Session, prefix: str, count: int) -> None:
    plan = Plan(tuple(Write(f"taskObjectives/{prefix}{n}/count", n) for n in range(1, count + 1)))
    session.carry_out(plan, mode=PVP, step=Step("count"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A guest with 400 counts, an account with three, and the account last used."""
    home = tmp_path / "home"
    with open_program(Options(home=home)) as guest:
        _write(guest.session, "g", GUESTS)
        AccountStore.open(guest.folders.account_file(USER), new_device_id=new_id).close()
        guest.folders.remember_account(USER)
    with open_program(Options(home=home)) as program:
        _write(program.session, "a", 3)
    return home


def run_and_kill(home: Path, choice: GuestChoice, after_s: float | None) -> list[str]:
    """Decide in another process; kill it *after_s* from the offer on (None: let it end), return what it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.chooser", str(home), choice.value],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip()]
        if after_s is not None:
            time.sleep(after_s)  # the moment of the kill itself
            process.kill()
        return said + process.stdout.read().split()


def test_a_kill_in_the_middle_of_the_choice_leaves_all_or_nothing(home: Path, tmp_path: Path) -> None:
    rng = random.Random(20261122)
    before = Seen.of(home)
    joined = {**before.guest, **before.account}
    outcomes = []
    for number in range(KILLS):
        killed = tmp_path / f"killed-{number}"
        shutil.copytree(home, killed)

        said = run_and_kill(killed, GuestChoice.BOTH, AT_MOST_S * rng.random() * number / KILLS)
        seen = Seen.of(killed)

        assert seen.guest == before.guest
        assert seen.account in (before.account, joined), said
        if "saved" in said:
            assert seen.account == joined
        if seen.account == before.account:
            assert seen.is_offered
        outcomes.append(seen.account == joined)
        # Whatever happened, deciding again ends where an undisturbed decision ends.
        with open_program(Options(home=killed, account=USER)) as program:
            offer = guest_offer(program, new_id=new_id, now_ms=now_ms)
            if offer is not None:
                decide(program, offer, GuestChoice.BOTH)
        assert Seen.of(killed) == Seen(before.guest, joined, is_offered=False)
    assert False in outcomes, "no kill came before the choice was on the disk: kill sooner"


def test_an_undisturbed_choice_is_saved_and_not_asked_again(home: Path) -> None:
    before = Seen.of(home)

    assert run_and_kill(home, GuestChoice.USE_GUEST, None) == ["offered", "decided", "saved"]

    seen = Seen.of(home)
    assert not seen.is_offered
    assert {path: value for path, value in seen.account.items() if value} == before.guest


def test_not_deciding_changes_nothing_and_asks_again(home: Path) -> None:
    before = Seen.of(home)
    with open_program(Options(home=home)) as program:
        assert guest_offer(program, new_id=new_id, now_ms=now_ms) is not None

    assert Seen.of(home) == before
    assert before.is_offered
