"""The page Team: every form of it, every condition of a card, and words for every refusal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.link_scheme import DesktopScheme, Registration
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.squad.invites import Invite, NoInvite, invite_link, read_invite, sentence_of
from tarkov_desktop.app.squad.state import Card, LastDeed, Squad, SquadView
from tarkov_desktop.domain.ids import PVE, PVP, TaskId, TeamId, UserId
from tarkov_desktop.domain.team_views import Member
from tarkov_desktop.remote.team_records import MemberStatus, Team
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages import team
from tarkov_desktop.ui.pages.team.card import MemberCard
from tarkov_desktop.ui.pages.team.door import gone_words
from tarkov_desktop.ui.pages.team.page import TeamPage
from tarkov_desktop.ui.pages.team.refusals import SENTENCES, refusal_words
from tarkov_desktop.ui.pages.team.side import DOTS
from tarkov_desktop.ui.pages.team.status_bar import StatusBar
from tarkov_desktop.ui.pages.team.together import Together, together_of
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.notice import Notice
from tests.app.worlds import DEBUT, SHORTAGE, SPLIT_A, START_MS, a_real_session, a_session

TEAM = TeamId("0f8fad5b-d9cb-469f-a165-70867728950e")
CODE = "0123456789ABCDEF"
A_POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform cannot raise or grab, and says so whenever a menu opens."""
ME, MIRA, NOBODY = UserId("me"), UserId("mira"), UserId("a3f9c1d2")


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int, hub: CloudHub
) -> Iterator[Shell]:
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms, cloud=hub)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.open_page("team")
    yield shell
    look.set_variant(Variant.DARK)
    look.set_scale(1.0)


@pytest.fixture
def page(shell: Shell) -> TeamPage:
    assert isinstance(shell.page, TeamPage)
    return shell.page


def iso(at_ms: int) -> str:
    return dt.datetime.fromtimestamp(at_ms / 1000, dt.UTC).isoformat()


def a_squad(now_ms: int, *, owner: UserId = ME, places: int = 5) -> Squad:
    record = Team(TEAM, "Night Shift", PVP, owner, places, "topic")
    cards = (
        Card(ME, "Rook", 35, 2, owner == ME),
        Card(
            MIRA, "Mira", 41, 3, owner == MIRA, is_online=True, last_deed=LastDeed(DEBUT, True, False, now_ms)
        ),
        Card(NOBODY, None, 22, 1, updated_at=iso(now_ms - 3 * 86_400_000)),
    )
    return Squad(record, {card.user: card for card in cards}, now_ms, is_live=True)


def show(hub: CloudHub, view: SquadView | Squad | None) -> None:
    view = SquadView(PVP, view, is_known=True) if isinstance(view, Squad) else view
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, user_id=ME, squad=view))


def with_card(squad: Squad, user: UserId, **changed: object) -> Squad:
    card = replace(squad.cards[user], **changed)  # type: ignore[arg-type]  # fields of a card
    return replace(squad, cards={**squad.cards, user: card})


def words(page: QWidget) -> str:
    shown = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    notices = [each.accessibleName() for each in page.findChildren(Notice) if each.isVisible()]
    cards = [each.accessibleName() for each in page.findChildren(MemberCard) if each.isVisible()]
    return "\n".join(shown + notices + cards)


def buttons(page: QWidget) -> dict[str, Button]:
    return {each.text(): each for each in page.findChildren(Button) if each.isVisible()}


# Forms of the page.


@pytest.mark.parametrize(
    ("sign_in", "sentence"),
    [
        (SignIn.GUEST, "Sign in to play together"),
        (SignIn.ENDED, "Sign in again"),
        (SignIn.IN_BROWSER, "Waiting for your browser"),
        (SignIn.NO_BACKEND, "A team needs a server"),
    ],
)
def test_signed_out_it_leads_to_the_settings(
    qtbot: QtBot, shell: Shell, page: TeamPage, hub: CloudHub, sign_in: SignIn, sentence: str
) -> None:
    hub._say(CloudState(sign_in=sign_in, sentence="news"))

    assert sentence in words(page)
    qtbot.mouseClick(next(iter(buttons(page).values())), Qt.MouseButton.LeftButton)
    assert shell.page_name == "settings"


def test_until_the_first_answer_nothing_is_claimed(page: TeamPage, hub: CloudHub) -> None:
    show(hub, None)
    asking = words(page)
    show(hub, SquadView(PVP, trouble="unreachable"))

    assert "Asking the server" in asking
    assert "cannot be asked" in words(page)
    assert "Try now" in buttons(page)


def test_an_answer_about_another_mode_is_not_shown(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVE, is_known=True))

    assert "Asking the server" in words(page)


def test_in_no_team_one_can_found_or_join(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))

    assert {"Create team", "Join team"} <= buttons(page).keys()
    assert "needed items in PvP" in words(page)
    assert all(region.isVisible() for region in page.regions())


def test_the_end_of_a_team_is_told_once(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True, gone="kicked", gone_name="Graveyard Shift"))
    told = words(page)
    show(hub, SquadView(PVP, is_known=True))

    assert "You are no longer in Graveyard Shift." in told
    assert "Your own progress is unchanged." in told
    assert "Graveyard Shift" not in words(page)


@pytest.mark.parametrize("kind", ["kicked", "disbanded", "account_deleted", "left", "unseen"])
def test_every_end_says_what_is_unchanged(kind: str) -> None:
    first, rest = gone_words(kind, "Night Shift")

    assert "Night Shift" in first
    assert "progress is unchanged" in rest
    assert "Night Shift" not in gone_words(kind, "")[0]


def test_without_the_server_the_door_says_so(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True, trouble="unreachable"))

    assert "The server cannot be asked" in words(page)


# Founding and joining.


def test_a_team_without_a_name_is_not_asked_for(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))
    page.door.name.setText("   ")
    page.door.found_team()

    assert "1 to 60 letters" in page.door.refusals["create"].sentence
    assert "1 to 60 letters" in words(page)


def test_places_are_two_to_ten(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))
    page.door.places.asked.emit(2)
    fewest = words(page)
    page.door.places.asked.emit(10)

    assert "you and one other" in fewest
    assert "you and 9 others" in words(page)


def test_without_a_link_to_the_account_an_action_says_so(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))
    page.door.name.setText("Night Shift")
    page.door.found_team()
    page.door.take_invite(invite_link(TEAM, CODE, PVP))
    page.door.join_team()

    assert "no connection" in page.door.refusals["create"].sentence
    assert "no connection" in page.door.refusals["join"].sentence


def test_a_link_from_elsewhere_waits_in_the_field(page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))
    page.go_to("mira")
    untouched = page.door.invite.text()
    page.go_to(invite_link(TEAM, CODE, PVP))

    assert untouched == ""
    assert page.door.invite.text() == invite_link(TEAM, CODE, PVP)


def test_a_link_opened_before_signing_in_is_kept_for_after_it(
    shell: Shell, page: TeamPage, hub: CloudHub
) -> None:
    hub._say(CloudState(sign_in=SignIn.GUEST))
    shell.open_link(invite_link(TEAM, CODE, PVP))
    outside, kept = page.outside.accessibleName() + words(page), shell.waiting_link

    show(hub, SquadView(PVP, is_known=True))

    assert "The invite you opened is kept" in outside
    assert kept == invite_link(TEAM, CODE, PVP)
    assert page.door.invite.text() == kept
    assert shell.waiting_link == "", "it is in the field now"


def test_a_link_shows_the_mode_it_is_for(shell: Shell, page: TeamPage, hub: CloudHub) -> None:
    show(hub, SquadView(PVP, is_known=True))

    shell.open_link(invite_link(TEAM, CODE, PVE))

    assert shell._session.mode == PVE
    assert page.door.invite.text().endswith(CODE)


@pytest.mark.parametrize("sign_in", [SignIn.GUEST, SignIn.SIGNED_IN])
def test_a_bad_link_says_what_is_wrong_with_it(
    shell: Shell, page: TeamPage, hub: CloudHub, sign_in: SignIn
) -> None:
    hub._say(CloudState(sign_in=sign_in, user_id=ME, squad=SquadView(PVP, is_known=True)))

    shell.open_link(f"tarkov-desktop://join/pvp/{TEAM}/123")

    said = page.door.refusals["join"].sentence if sign_in is SignIn.SIGNED_IN else words(page)
    assert "16 letters and digits" in said


def test_a_link_to_the_team_one_is_in_says_so(
    shell: Shell, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))

    shell.open_link(invite_link(TEAM, CODE, PVP))

    assert shell._toast.toast is not None
    assert "in this team already" in shell._toast.toast.sentence
    assert page.room.refusal.sentence == ""


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        (f"tarkov-desktop://join/pvp/{UserId('1' + TEAM[1:])}/{CODE}", "Leave it before you go"),
        ("tarkov-desktop://elsewhere", "This is no invite"),
    ],
)
def test_in_a_team_a_link_changes_nothing(
    shell: Shell, page: TeamPage, hub: CloudHub, now_ms: int, link: str, sentence: str
) -> None:
    show(hub, a_squad(now_ms))

    shell.open_link(link)

    assert sentence in page.room.refusal.sentence
    assert page.room.isVisible()


def test_while_streaming_an_invite_cannot_be_read(
    session: Session, shell: Shell, page: TeamPage, hub: CloudHub
) -> None:
    set_preference(session, "streamerMode", True)
    show(hub, SquadView(PVP, is_known=True))

    shell.open_link(invite_link(TEAM, CODE, PVP))

    assert CODE not in page.door.invite.displayText()


def test_links_are_registered_by_a_click_and_taken_back_by_another(
    qtbot: QtBot, shell: Shell, hub: CloudHub, session: Session, look: Look, tmp_path: Path
) -> None:
    scheme = DesktopScheme(tmp_path / "applications", tmp_path / "mimeapps.list", ("tarkov-desktop", "gui"))
    context = replace(shell._context, links=scheme)
    page = TeamPage(context)
    qtbot.addWidget(page)
    page.show()
    show(hub, SquadView(PVP, is_known=True))
    before = (scheme.registration(), page.door.links.button.isVisible())

    page.door.links.button.click()
    registered = (scheme.registration(), page.door.links.button.isVisible())
    assert shell._toast.toast is not None
    assert shell._toast.toast.undo is not None
    shell._toast.toast.undo()

    assert before == (Registration.NONE, True)
    assert registered == (Registration.OURS, False)
    assert scheme.registration() is Registration.NONE
    (tmp_path / "mimeapps.list").unlink()
    (tmp_path / "mimeapps.list").mkdir()
    page.door.links.button.click()
    assert "could not be written" in page.door.refusals["join"].sentence


@pytest.mark.parametrize(
    "text",
    [
        f"tarkov-desktop://join/{TEAM}/{CODE}",
        f"tarkov-desktop://join/pve/{TEAM}/{CODE}",
        f"  TARKOV-DESKTOP://JOIN/{TEAM.upper()}/{CODE.lower()}/  ",
        f"Join us: <tarkov-desktop://join/{TEAM}/{CODE}> tonight at eight",
        f"Come to tarkov-desktop://join/{TEAM}/{CODE} tonight",
        f"{TEAM} {CODE}",
        f"{TEAM}\n0123 4567 89AB CDEF",
        f"{TEAM} / o123-4567-89ab-cdef",
        f"{TEAM}:{CODE}",
    ],
)
def test_an_invite_is_read_however_it_was_copied(text: str) -> None:
    assert read_invite(text) == Invite(TEAM, CODE, PVE if "/pve/" in text else None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NoInvite.EMPTY),
        (" \n", NoInvite.EMPTY),
        (CODE, NoInvite.ONLY_CODE),
        (f"tarkov-desktop://join/{TEAM}/", NoInvite.NO_CODE),
        (f"tarkov-desktop://join/{TEAM}/{CODE[:9]}", NoInvite.WRONG_LENGTH),
        (f"tarkov-desktop://join/{TEAM}/{CODE}7", NoInvite.WRONG_LENGTH),
        (f"tarkov-desktop://join/{TEAM}/{CODE[:-1]}U", NoInvite.WRONG_LETTERS),
        ("https://example.org/", NoInvite.SOMETHING_ELSE),
        ("😀" * 5000, NoInvite.SOMETHING_ELSE),
    ],
)
def test_pasted_rubbish_is_told_apart(page: TeamPage, hub: CloudHub, text: str, why: NoInvite) -> None:
    show(hub, SquadView(PVP, is_known=True))
    page.door.invite.setText(text)
    page.door.join_team()

    assert read_invite(text) is why
    assert page.door.refusals["join"].sentence == sentence_of(why)


# Refusals.


@pytest.mark.parametrize("code", [*SENTENCES, "cooldown", "rate_limited", "unreachable", "something_new"])
def test_every_refusal_is_a_sentence_with_its_time(code: str) -> None:
    sentence = refusal_words(code, "kick", 130.0)

    assert "2 min" in sentence
    assert code not in sentence
    assert refusal_words(code, "leave").endswith(".")


def test_a_refusal_counts_down_and_goes_away(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int, hub: CloudHub
) -> None:
    clock = [now_ms]
    shell = Shell(qapp, look, session, now_ms=lambda: clock[0], cloud=hub)
    qtbot.addWidget(shell)
    shell.show()
    shell.open_page("team")
    page = shell.page
    assert isinstance(page, TeamPage)
    show(hub, a_squad(now_ms))
    slot = page.room.refusal

    page.asked.refused.emit("kick", "cooldown", 300.0)
    first = slot.sentence
    clock[0] += 250_000
    slot.tick()
    later = slot.sentence
    clock[0] += 51_000
    slot.tick()

    assert "5 min" in first
    assert "50 s" in later
    assert not slot.isVisible()


# Cards.


def face_of(page: TeamPage, user: UserId) -> MemberCard:
    return page.room.cards[user]


@pytest.mark.parametrize(
    ("changed", "presence", "status"),
    [
        ({}, Presence.LIVE, "Online"),
        ({"status": MemberStatus("looking")}, Presence.LIVE, "Looking for a squad"),
        ({"status": MemberStatus("ready")}, Presence.LIVE, "Ready"),
        ({"status": MemberStatus("in_raid", "nowhere")}, Presence.IN_RAID, "In raid"),
        ({"status": MemberStatus("away")}, Presence.LIVE, "Away"),
        ({"status": MemberStatus("away", until="2020-01-01T00:00:00Z")}, Presence.LIVE, "Online"),
        ({"status": MemberStatus("away", until="nonsense")}, Presence.LIVE, "Away"),
        ({"is_online": False}, Presence.OFFLINE, "Offline"),
    ],
)
def test_a_card_says_what_a_mate_is_doing(
    page: TeamPage,
    hub: CloudHub,
    now_ms: int,
    changed: dict[str, object],
    presence: Presence,
    status: str,
) -> None:
    show(hub, with_card(a_squad(now_ms), MIRA, **changed))

    face = face_of(page, MIRA).face
    assert (face.presence, face.status) == (presence, status)


@pytest.mark.parametrize("kind", ["none", "looking", "ready", "in_raid", "away"])
def test_one_s_own_card_begins_with_you(page: TeamPage, hub: CloudHub, now_ms: int, kind: str) -> None:
    show(hub, with_card(a_squad(now_ms), ME, status=MemberStatus(kind)))

    face = face_of(page, ME).face
    assert face.status.startswith("You")
    assert face.is_self
    assert not face.is_dim
    assert face.foot == "Owner · this computer"
    assert page.room.status.words.current == kind
    assert page.room.status.map.isVisible() is (kind in {"ready", "in_raid"})


def test_a_card_without_a_name_shows_the_beginning_of_the_id(
    page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))

    face = face_of(page, NOBODY).face
    assert (face.name, face.letters, face.foot) == ("a3f9c1", "a3", "No name known yet")
    assert "last seen" in face.status


def test_when_live_updates_are_cut_every_mate_says_so(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    squad = replace(a_squad(now_ms), is_live=False)
    show(hub, SquadView(PVP, squad, is_known=True, retry_in_s=8.0))

    face = face_of(page, MIRA).face
    assert face.status.startswith("as of ")
    assert face.status.endswith("not live")
    assert face.presence is Presence.NOT_LIVE
    assert "ago" not in face.deed_when
    assert "just now" not in face.deed_when
    assert face.foot == "Trying again in 8 s"
    assert page.room.head.words.text() == "Not live · trying again in 8 s"
    assert face_of(page, ME).face.presence is Presence.LIVE


def test_numbers_are_of_the_tasks_of_the_mode(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    show(hub, with_card(a_squad(now_ms), NOBODY, tasks_completed=None, level=None, updated_at=None))

    assert (face_of(page, MIRA).face.done, face_of(page, MIRA).face.total) == (3, 5)
    assert "3 tasks of 5" in face_of(page, MIRA).accessibleName()
    assert face_of(page, NOBODY).face.share == 0
    assert "Nothing heard yet" in face_of(page, NOBODY).accessibleName()


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (LastDeed(DEBUT, True, False, 1), "Finished Debut"),
        (LastDeed(DEBUT, True, True, 1), "Failed Debut"),
        (LastDeed(SHORTAGE, False, False, 1), "Reopened Shortage"),
        (LastDeed(TaskId("unknown"), True, False, 0), "Finished a task"),
    ],
)
def test_a_deed_is_said_with_the_name_of_its_task(
    page: TeamPage, hub: CloudHub, now_ms: int, deed: LastDeed, said: str
) -> None:
    show(hub, with_card(a_squad(now_ms), MIRA, last_deed=deed))

    assert said in face_of(page, MIRA).accessibleName()


@pytest.mark.parametrize(("ago_s", "said"), [(5, "just now"), (960, "16 min ago"), (7300, "2 h ago")])
def test_a_deed_says_how_long_ago(page: TeamPage, hub: CloudHub, now_ms: int, ago_s: int, said: str) -> None:
    deed = LastDeed(DEBUT, True, False, now_ms - ago_s * 1000)
    show(hub, with_card(a_squad(now_ms), MIRA, last_deed=deed))

    assert face_of(page, MIRA).face.deed_when == said


def test_a_mate_can_be_hidden_and_shown_again(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int, session: Session
) -> None:
    show(hub, a_squad(now_ms))
    card = face_of(page, MIRA)
    tall = card.sizeHint().height()
    eye = next(each for each in card.findChildren(QWidget) if each.accessibleName().startswith("Hide"))

    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    hidden = (card.face.status, card.sizeHint().height() < tall)
    kept = session.account_document.value(f"preferences/teamHide/{MIRA}")
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)

    assert hidden == ("Hidden in your views", True)
    assert kept is True
    assert not card.face.is_hidden


def test_streamer_mode_shows_no_name_no_id_and_no_code(
    page: TeamPage, hub: CloudHub, now_ms: int, session: Session
) -> None:
    show(hub, a_squad(now_ms))
    page.room._take_code(CODE)
    readable = page.room.side.invite.code.text()

    set_preference(session, "streamerMode", True)

    assert readable == "0123 4567 89AB CDEF"
    assert page.room.side.invite.code.text() == DOTS
    assert not page.room.side.invite.eye.isEnabled()
    names = {card.face.name for card in page.room.cards.values()}
    assert names == {"You", "Teammate 2", "Teammate 3"}
    shown = words(page) + page.room.head.name.text()
    assert not [word for word in ("Mira", "Rook", "a3f9c1", "Night Shift") if word in shown]


def test_a_stated_map_is_named_and_unknown_ones_are_left_out(
    page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, with_card(a_squad(now_ms), ME, status=MemberStatus("in_raid", "nowhere")))

    assert face_of(page, ME).face.status == "You · in raid"
    assert page.room.status.map.text() == "No map"


def test_the_code_is_dots_until_it_is_asked_for_and_again_after_leaving_the_page(
    shell: Shell, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))
    field = page.room.side.invite.code
    before = field.text()
    page.asked.code_told.emit(CODE)
    shown = field.text()

    shell.open_page("settings")

    assert (before, shown, field.text()) == (DOTS, "0123 4567 89AB CDEF", DOTS)


# What the owner may do.


def entries(page: TeamPage, user: UserId) -> list[str]:
    return [entry.text for entry in page.room.entries_for(user)]


def test_only_the_owner_gets_the_owner_s_tools(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    show(hub, a_squad(now_ms))
    own = (entries(page, MIRA), entries(page, ME), buttons(page).keys() >= {"Rename", "Copy link"})

    show(hub, a_squad(now_ms, owner=MIRA))

    assert own[0] == ["Hide in my views", "Make owner…", "Remove from the team…"]
    assert own[1][-1] == "Disband Night Shift…"
    assert own[2]
    assert entries(page, MIRA) == ["Hide in my views"]
    assert entries(page, ME) == ["Leave Night Shift…"]
    assert not {"Rename", "Copy link", "Copy invite link"} & buttons(page).keys()
    assert "The owner of the team can invite." in words(page)
    assert face_of(page, MIRA).face.is_owner


def dialog() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("user", "at", "title", "lost"),
    [
        (MIRA, 1, "Make Mira the owner?", "only Mira can invite"),
        (MIRA, 2, "Remove Mira from the team?", "all links sent before are void"),
        (ME, 0, "Leave Night Shift to Mira?", "Mira becomes the owner"),
        (ME, -1, "Disband Night Shift?", "2 other members lose the team"),
    ],
)
def test_a_question_names_what_is_lost(
    page: TeamPage, hub: CloudHub, now_ms: int, user: UserId, at: int, title: str, lost: str
) -> None:
    show(hub, a_squad(now_ms))

    page.room.entries_for(user)[at].act()

    text = words(dialog())
    assert title in text
    assert lost in text
    dialog().close()


def test_a_question_answered_without_a_connection_is_refused_in_place(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))
    page.room.entries_for(MIRA)[2].act()

    qtbot.mouseClick(buttons(dialog())["Remove Mira"], Qt.MouseButton.LeftButton)

    assert "no connection" in page.room.refusal.sentence
    assert page.room.refusal.isVisible()


def test_disbanding_needs_the_word(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    show(hub, a_squad(now_ms))
    page.room.entries_for(ME)[-1].act()
    do = buttons(dialog())["Disband Night Shift"]
    before = do.isEnabled()

    dialog().findChildren(Field)[0].setText("Disband")

    assert (before, do.isEnabled()) == (False, True)
    dialog().close()


def test_one_who_is_alone_is_told_that_the_team_ends(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    squad = a_squad(now_ms)
    show(hub, replace(squad, cards={ME: squad.cards[ME]}))

    qtbot.mouseClick(page.room.head.leave, Qt.MouseButton.LeftButton)

    assert "gone for good" in words(dialog())
    dialog().close()


def test_renaming_asks_with_the_name_there_is(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))
    qtbot.mouseClick(page.room.head.rename, Qt.MouseButton.LeftButton)

    assert dialog().findChildren(Field)[0].text() == "Night Shift"
    dialog().close()


def test_a_new_code_asks_first(qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    show(hub, a_squad(now_ms))
    qtbot.mouseClick(page.room.side.invite.rotate, Qt.MouseButton.LeftButton)

    assert "All links and codes sent before are void." in words(dialog())
    dialog().close()


@pytest.mark.parametrize(("places", "said"), [(4, "One place free"), (10, "7 places free"), (3, "")])
def test_free_places_are_counted(page: TeamPage, hub: CloudHub, now_ms: int, places: int, said: str) -> None:
    show(hub, a_squad(now_ms, places=places))

    assert page.room.free.isVisible() is bool(said)
    assert said in words(page)


# One's own status.


def test_a_status_is_sent_with_its_map_and_reverts_when_it_is_refused(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, with_card(a_squad(now_ms), ME, status=MemberStatus("ready", "customs")))
    bar = page.room.status
    asked: list[tuple[str, str]] = []
    bar.asked.connect(lambda kind, place: asked.append((kind, place)))
    away = next(each for each in bar.words.findChildren(QAbstractButton) if each.text() == "Away")

    qtbot.mouseClick(away, Qt.MouseButton.LeftButton)

    assert asked == [("away", "")]
    assert "no connection" in page.room.refusal.sentence
    assert bar.words.current == "ready"


@A_POPUP
def test_the_maps_of_the_game_are_offered(qtbot: QtBot, look: Look, tmp_path: Path, now_ms: int) -> None:
    session = a_real_session(tmp_path)
    bar = StatusBar(look, session)
    qtbot.addWidget(bar)
    bar.show()
    bar.show_card(Card(ME, status=MemberStatus("in_raid", "customs", until=iso(now_ms + 60_000))), now_ms)
    asked: list[tuple[str, str]] = []
    bar.asked.connect(lambda kind, place: asked.append((kind, place)))

    bar.map.click()
    menu = bar.map.findChildren(QMenu)[0]
    chosen = [action.text() for action in menu.actions() if action.isChecked()]
    next(action for action in menu.actions() if action.text() == "Woods").trigger()

    assert chosen == ["Customs"]
    assert asked == [("in_raid", "woods")]
    assert bar.map.text() == "Customs"
    assert any(label.text().startswith("ends ") for label in bar.findChildren(Label))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,40}", each.normalized_name) for each in bar.maps())
    session.close()


def test_a_member_named_by_a_link_is_shown_with_focus(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    show(hub, a_squad(now_ms))

    page.go_to(MIRA)
    page.go_to("nobody known")

    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "More about Mira"


@A_POPUP
def test_the_menu_of_a_card_opens_at_its_button(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))
    page.go_to(MIRA)
    more = QApplication.focusWidget()
    assert more is not None

    qtbot.keyClick(more, Qt.Key.Key_Space)

    menu = more.findChildren(QMenu)[0]
    assert [action.text() for action in menu.actions() if action.text()] == entries(page, MIRA)
    menu.close()


# The frame, and how it moves.


def test_news_of_a_mate_lights_their_line_for_a_moment(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int, look: Look
) -> None:
    squad = a_squad(now_ms)
    show(hub, squad)
    card = face_of(page, MIRA)
    look.is_motion_reduced = False
    try:
        calm = card.grab().toImage()
        card.set_face(replace(card.face), is_news=True)
        same = card.grab().toImage()
        card.set_face(replace(card.face, status="Online!"), is_news=True)
        lit = card.is_lit
        qtbot.waitUntil(lambda: not card.is_lit, timeout=4000)
    finally:
        look.is_motion_reduced = True

    assert same == calm
    assert lit


def test_the_last_of_many_updates_is_what_a_card_shows(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    squad = a_squad(now_ms, places=10)
    more = {UserId(f"mate-{at}"): Card(UserId(f"mate-{at}"), f"Mate {at}", at, at) for at in range(7)}
    squad = replace(squad, cards={**squad.cards, **more})
    show(hub, squad)

    for done in range(20):
        squad = with_card(squad, MIRA, tasks_completed=done)
        show(hub, squad)

    assert face_of(page, MIRA).face.done == 19


def test_the_rail_counts_who_is_on(shell: Shell, hub: CloudHub, now_ms: int, session: Session) -> None:
    context = PageContext(shell._context.look, session, shell, lambda: now_ms, hub)
    without = team.rail_count(context)
    show(hub, a_squad(now_ms))
    live = team.rail_count(context)
    show(hub, replace(a_squad(now_ms), is_live=False))

    assert (without, live, team.rail_count(context)) == ("", "2 on", "")
    assert team.rail_count(replace(context, cloud=None)) == ""


def test_a_change_of_one_card_paints_that_card_only(
    qtbot: QtBot, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    squad = a_squad(now_ms)
    show(hub, squad)
    cards = page.room.cards
    qtbot.waitUntil(lambda: all(card.paints for card in cards.values()))
    QApplication.processEvents()
    before = {user: card.paints for user, card in cards.items()}

    for done in range(10):
        squad = with_card(squad, MIRA, tasks_completed=done % 5)
        show(hub, squad)
        QApplication.processEvents()

    assert cards[MIRA].paints > before[MIRA]
    assert {cards[ME].paints - before[ME], cards[NOBODY].paints - before[NOBODY]} == {0}


def test_a_member_who_left_loses_the_card(page: TeamPage, hub: CloudHub, now_ms: int) -> None:
    squad = a_squad(now_ms)
    show(hub, squad)
    show(hub, replace(squad, cards={user: card for user, card in squad.cards.items() if user != MIRA}))

    assert set(page.room.cards) == {ME, NOBODY}
    assert "Mira" not in words(page)


def test_a_hidden_page_catches_up_when_it_is_shown(
    shell: Shell, page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    shell.open_page("settings")
    show(hub, a_squad(now_ms))
    unseen = dict(page.room.cards)

    shell.open_page("team")

    assert unseen == {}
    assert set(page.room.cards) == {ME, MIRA, NOBODY}


def test_another_team_gets_its_code_hidden_and_its_refusal_cleared(
    page: TeamPage, hub: CloudHub, now_ms: int
) -> None:
    squad = a_squad(now_ms)
    show(hub, squad)
    page.asked.code_told.emit(CODE)
    page.asked.refused.emit("rename", "not_owner", -1.0)
    other = Team(TeamId("11111111-d9cb-469f-a165-70867728950e"), "Day Shift", PVP, ME, 5, "other")

    show(hub, replace(squad, team=other))

    assert page.room.side.invite.code.text() == DOTS
    assert page.room.refusal.sentence == ""


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize(("size", "scale"), [((1280, 800), 1.0), ((960, 640), 2.0)])
def test_every_look_is_painted_and_fits(
    shell: Shell,
    page: TeamPage,
    hub: CloudHub,
    look: Look,
    now_ms: int,
    variant: Variant,
    size: tuple[int, int],
    scale: float,
    tmp_path: Path,
) -> None:
    shell.resize(*size)
    look.set_variant(variant)
    look.set_scale(scale)
    show(hub, with_card(a_squad(now_ms), MIRA, status=MemberStatus("in_raid")))

    assert shell.grab().save(str(tmp_path / "team.png"))
    assert page.width() <= shell.width()
    head = page.room.head
    assert head.rename.width() >= head.rename.sizeHint().width()
    assert head.leave.geometry().right() <= head.width()
    assert head.leave.accessibleName() == "Leave or disband"
    assert all(card.width() <= page.width() for card in page.room.cards.values())
    show(hub, SquadView(PVP, is_known=True))
    assert shell.grab().save(str(tmp_path / "door.png"))


def a_story(*happenings: Happening) -> SquadView:
    return SquadView(PVP, a_squad(START_MS), is_known=True, story=happenings)


@pytest.mark.parametrize(
    ("what", "user", "extra", "sentence"),
    [
        (What.FINISHED, MIRA, {"task": DEBUT}, "Mira finished Debut"),
        (What.FINISHED, ME, {"task": DEBUT}, "You finished Debut"),
        (What.FAILED, MIRA, {"task": TaskId("unknown")}, "Mira failed a task"),
        (What.LEVEL, MIRA, {"level": 42}, "Mira reached level 42"),
        (What.READY, MIRA, {}, "Mira is ready"),
        (What.IN_RAID, ME, {}, "You entered a raid"),
        (What.AWAY, ME, {}, "You are away"),
        (What.LEFT, UserId("tobi"), {}, "Tobi is no longer in the team"),
        (What.JOINED, NOBODY, {}, "a3f9c1 joined the team"),
    ],
)
def test_what_happened_is_told_in_a_sentence(
    page: TeamPage, hub: CloudHub, what: What, user: UserId, extra: dict[str, Any], sentence: str
) -> None:
    show(hub, a_story(Happening(what, user, "Tobi" if user == "tobi" else None, START_MS, **extra)))

    (line,) = page.room.side.story.lines.lines
    assert (line.sentence, line.when) == (sentence, "just now")
    assert sentence in page.room.side.story.lines.accessibleName()


def test_the_newest_happening_stands_first_and_hidden_mates_are_left_out(
    session: Session, page: TeamPage, hub: CloudHub
) -> None:
    set_preference(session, "teamHide", True, key=MIRA)
    first, hidden, last = (Happening(What.AWAY, user, None, START_MS) for user in (NOBODY, MIRA, ME))

    show(hub, a_story(*[first] * 9, hidden, last))

    lines = [line.sentence for line in page.room.side.story.lines.lines]
    assert lines == ["You are away", *["a3f9c1 is away"] * 7]
    assert page.room.side.story.grab().toImage() != page.room.side.story.lines.grab().toImage()


def test_while_streaming_the_story_names_nobody(session: Session, page: TeamPage, hub: CloudHub) -> None:
    set_preference(session, "streamerMode", True)

    show(hub, a_story(Happening(What.LEFT, UserId("tobi"), "Tobi", START_MS)))
    show(hub, a_story(Happening(What.AWAY, MIRA, "Mira", START_MS)))

    (line,) = page.room.side.story.lines.lines
    assert line.sentence == "Teammate 2 is away"


def people(session: Session, *names: str) -> list[Person]:
    mates = [Person(Member(UserId(name), session.derived), name, name[0], is_online=True) for name in names]
    return [Person(Member(ME, session.derived, is_self=True), "you", "Y", is_online=True), *mates]


def test_what_all_online_can_do_is_what_each_of_them_can(session: Session, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = a_session(tmp_path / "other")
    complete_task(other, SPLIT_A)
    mira = Person(Member(MIRA, other.derived), "Mira", "M", is_online=True)
    alone = together_of(people(session))

    both = together_of([*people(session), mira])
    offline = together_of([*people(session, "Anton"), replace(mira, is_online=False)])
    unknown = together_of(
        [*people(session, "Anton"), Person(Member(MIRA, None), "Mira", "M", is_online=True)]
    )
    other.close()

    assert alone.tasks == ()
    assert SPLIT_A not in both.tasks
    assert both.shared == {MIRA: len(both.tasks)}
    assert SPLIT_A in offline.tasks
    assert [person.name for person in offline.people] == ["you", "Anton"]
    assert (unknown.unknown, list(unknown.shared)) == (("Mira",), ["Anton"])


def test_tasks_for_all_lead_to_the_page_tasks(
    shell: Shell, page: TeamPage, hub: CloudHub, session: Session, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))
    available = page.room.side.available
    together = together_of(people(session, "Mira"))
    before = available.isVisible()

    page._finder.found.emit(replace(together, tasks=together.tasks * 3, unknown=("Anton",)))
    few = [link.text() for link in available.findChildren(Link) if link.isVisible()]
    available.more.followed.emit()
    every = [link.text() for link in available.findChildren(Link) if link.isVisible()]
    told = words(available)
    next(link for link in available.findChildren(Link) if link is not available.more).followed.emit()

    assert not before
    assert len(few) == 5
    assert len(every) == len(together.tasks) * 3 + 1
    assert "Show fewer" in every
    assert "Anton" in told
    assert shell.page_name == "tasks"


def test_a_card_says_how_many_tasks_both_have(
    page: TeamPage, hub: CloudHub, session: Session, now_ms: int
) -> None:
    show(hub, a_squad(now_ms))

    page._finder.found.emit(Together(shared={MIRA: 23}))

    assert page.room.cards[MIRA].face.foot == "You both have 23 tasks"
