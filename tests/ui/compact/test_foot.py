"""The foot of the compact window: teammates and the raid clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import pin_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card, Squad, SquadView
from tarkov_desktop.domain.ids import PVE, PVP, TeamId, UserId
from tarkov_desktop.remote.team_records import MemberStatus, Team
from tarkov_desktop.ui.compact.foot import CompactFoot
from tarkov_desktop.ui.compact.window import CompactWindow
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tests.app.worlds import a_real_session

ME, MIRA, ARGO, OTTO, NELL = (UserId(f"{n}f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11") for n in range(1, 6))
NOW_MS = 1_763_700_100_000


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_real_session(tmp_path)
    yield session
    session.close()


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def compact(qtbot: QtBot, qapp: QApplication, look: Look, session: Session, hub: CloudHub) -> CompactWindow:
    shell = Shell(qapp, look, session, now_ms=lambda: NOW_MS, cloud=hub)
    qtbot.addWidget(shell)
    shell.compact_asked.emit()
    assert shell.companions.compact is not None
    qtbot.addWidget(shell.companions.compact)
    return shell.companions.compact


def pin_one(session: Session) -> None:
    pin_task(session, next(iter(session.graph.tasks)).id)


def show(hub: CloudHub, *cards: Card, is_live: bool = True, mode: str = "pvp") -> None:
    """Tell the hub of a squad of these cards."""
    of_mode = PVP if mode == "pvp" else PVE
    team = Team(id=TeamId("team"), name="Night", game_mode=of_mode, owner_id=ME, max_members=5)
    squad = Squad(team, {card.user: card for card in cards}, NOW_MS, is_live=is_live)
    view = SquadView(of_mode, squad, is_known=True)
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, user_id=ME, squad=view))


def a_mate(
    user: UserId, name: str, kind: str = "none", place: str | None = None, *, online: bool = True
) -> Card:
    return Card(user, name, status=MemberStatus(kind, place, None, None), is_online=online)


def foot(compact: CompactWindow) -> CompactFoot:
    found = compact.findChild(CompactFoot)
    assert isinstance(found, CompactFoot)
    return found


def shown(compact: CompactWindow) -> list[str]:
    return [each.text() for each in foot(compact).findChildren(ElidedLabel) if each.isVisible()]


def test_there_is_no_foot_while_nothing_is_pinned(compact: CompactWindow, session: Session) -> None:
    before = foot(compact).isVisible()

    pin_one(session)

    assert not before
    assert foot(compact).isVisible()
    assert foot(compact).clock.isVisible()


def test_those_in_a_raid_come_first_and_the_rest_is_counted(
    compact: CompactWindow, session: Session, hub: CloudHub
) -> None:
    pin_one(session)

    show(
        hub,
        a_mate(ME, "Me", "ready"),
        a_mate(ARGO, "Argo", "looking"),
        a_mate(MIRA, "Mira", "in_raid", "customs"),
        a_mate(OTTO, "Otto", "away"),
        a_mate(NELL, "Nell", online=False),
    )

    counted = [each for each in foot(compact).findChildren(Label) if each.isVisible() and each.text() == "+1"]
    assert shown(compact) == ["Customs", "looking"]
    assert [each.accessibleName() for each in counted] == ["Otto: Away"]


def test_a_status_that_is_over_is_not_shown(compact: CompactWindow, session: Session, hub: CloudHub) -> None:
    pin_one(session)
    over = MemberStatus("in_raid", "customs", None, "2025-11-21T04:00:00Z")

    show(hub, a_mate(ME, "Me"), Card(MIRA, "Mira", status=over, is_online=True))

    assert shown(compact) == ["online"]


def test_a_squad_that_is_not_live_pretends_nothing(
    compact: CompactWindow, session: Session, hub: CloudHub
) -> None:
    pin_one(session)

    show(hub, a_mate(ME, "Me"), a_mate(MIRA, "Mira", "in_raid", "customs"), is_live=False)

    (words,) = [each for each in foot(compact).findChildren(ElidedLabel) if each.isVisible()]
    assert words.text() == ""
    assert "not live" in words.accessibleName()


def test_streamer_mode_hides_names_and_hidden_mates_are_left_out(
    compact: CompactWindow, session: Session, hub: CloudHub
) -> None:
    pin_one(session)
    set_preference(session, "streamerMode", True)
    set_preference(session, "teamHide", True, key=ARGO)

    show(hub, a_mate(ME, "Me"), a_mate(MIRA, "Mira", "ready", "woods"), a_mate(ARGO, "Argo"))

    spoken = [each.accessibleName() for each in foot(compact).findChildren(ElidedLabel) if each.isVisible()]
    assert shown(compact) == ["ready: Woods"]
    assert not any("Mira" in each for each in spoken)


def test_the_squad_of_another_mode_is_not_shown(
    compact: CompactWindow, session: Session, hub: CloudHub
) -> None:
    pin_one(session)

    show(hub, a_mate(ME, "Me"), a_mate(MIRA, "Mira"), mode="pve")

    assert shown(compact) == []


def test_the_clock_is_of_the_map_the_player_is_on(
    compact: CompactWindow, session: Session, hub: CloudHub
) -> None:
    pin_one(session)
    anywhere = foot(compact).clock.accessibleName()

    show(hub, a_mate(ME, "Me", "in_raid", "factory"))

    assert " or " in anywhere
    assert foot(compact).clock.accessibleName() != anywhere
