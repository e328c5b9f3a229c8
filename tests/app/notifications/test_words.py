"""One notice for whatever came together."""

from __future__ import annotations

import pytest

from tarkov_desktop.app.notifications.news import MateFinished, MateJoined, News, SignInEnded, SquadEnded
from tarkov_desktop.app.notifications.words import notice_of
from tarkov_desktop.domain.ids import UserId

MIRA, ANTON = UserId("mira"), UserId("anton")


def finished(task: str, user: UserId = MIRA) -> MateFinished:
    return MateFinished(user, user.title(), task)


@pytest.mark.parametrize(
    ("news", "text"),
    [
        ([finished("Debut")], "Mira finished Debut, which you have too."),
        ([finished("Debut"), finished("Shortage")], "Mira finished 2 tasks that you have too."),
        (
            [finished("Debut"), finished("Debut", ANTON)],
            "2 teammates finished Debut, which you have too.",
        ),
        (
            [finished("Debut"), finished("Shortage", ANTON), finished("Sew")],
            "3 tasks that you have were finished by your squad.",
        ),
        ([MateJoined(MIRA, "Mira")], "Mira joined your team."),
        ([MateJoined(MIRA, "Mira"), MateJoined(ANTON, "Anton")], "2 players joined your team."),
        (
            [SquadEnded("kicked", "Night Shift")],
            "The owner removed you from Night Shift. Your own progress is unchanged.",
        ),
        (
            [SquadEnded("disbanded", "")],
            "Its owner disbanded your team. Your own progress is unchanged.",
        ),
        (
            [SquadEnded("unseen", "Night Shift")],
            "You are no longer in Night Shift. Your own progress is unchanged.",
        ),
        (
            [finished("Debut"), MateJoined(ANTON, "Anton")],
            "Mira finished Debut, which you have too. Anton joined your team.",
        ),
    ],
)
def test_what_came_together_is_one_sentence_or_two(news: list[News], text: str) -> None:
    notice = notice_of(news)

    assert notice is not None
    assert notice.text == text
    assert notice.page == "team"


def test_a_sign_in_leads_to_the_account() -> None:
    notice = notice_of([SignInEnded(), SignInEnded()])

    assert notice is not None
    assert (notice.page, notice.target) == ("settings", "account")
    assert "safe on this computer" in notice.text


def test_no_news_is_no_notice() -> None:
    assert notice_of([]) is None


def test_a_name_with_braces_is_shown_as_it_is() -> None:
    notice = notice_of([MateFinished(MIRA, "{count}", "{mate}")])

    assert notice is not None
    assert notice.text == "{count} finished {mate}, which you have too."
