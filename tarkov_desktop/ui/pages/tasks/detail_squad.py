"""Who of the squad has the task, and how far they are: the section Squad of the detail pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tarkov_desktop.app import texts
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import is_relevant
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow
from tarkov_desktop.ui.pages.tasks.row_maker import progress_of
from tarkov_desktop.ui.pages.tasks.sight import MINE, Sight
from tarkov_desktop.ui.pages.tasks.words import STATES, nearest_reason, reason_words
from tarkov_desktop.ui.people import squad_of
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.marks import Avatar
from tarkov_desktop.ui.widgets.section import Section


@dataclass(frozen=True, slots=True)
class SquadLine:
    """One member and how the task stands for them, in words; ``why`` is the nearest reason, "" without one."""

    whose: str
    name: str
    letter: str
    presence: Presence
    words: str
    why: str = ""
    is_self: bool = False


def squad_lines(context: PageContext, sight: Sight, task_id: TaskId) -> list[SquadLine]:
    """Return everyone in view but the one whose task is shown; a mate of the other faction is left out."""
    session, now_ms = context.session, context.now_ms()
    own = session.derived.state_without_mark(task_id)
    lines = []
    for person in sight.people:
        derived = person.member.derived
        if person is (sight.mate or sight.people[0]) or (derived and not is_relevant(derived, task_id)):
            continue
        presence = Presence.LIVE if person.is_online else Presence.OFFLINE
        words, why = _("progress not here yet"), ""
        if derived is not None:
            words = standing_words(
                session, derived, task_id, now_ms, has_it_too=own is DisplayState.AVAILABLE
            )
            reason = nearest_reason(derived.view(task_id).reasons)
            why = reason_words(session, reason, now_ms) if reason else ""
        whose = MINE if person.is_self else person.member.user
        name = _("You") if person.is_self else person.name
        lines.append(SquadLine(whose, name, person.letter, presence, words, why, person.is_self))
    return lines


def standing_words(
    session: Session, derived: Derived, task_id: TaskId, now_ms: int, *, has_it_too: bool
) -> str:
    """Return how the task stands for a member: ``12 of 15 · has it too``, ``done 11 Nov``, ``not yet``."""
    view, state = derived.view(task_id), derived.state_without_mark(task_id)
    if state is not DisplayState.AVAILABLE:
        word = _(STATES[state].word).lower()
        if view.record.open or not view.record.ms:
            return word
        return _("{state} {when}").format(state=word, when=texts.when(view.record.ms, now_ms=now_ms))
    part, _total, progress = progress_of(session, session.graph.task(task_id), derived)
    has_it = _("has it too") if has_it_too else _("has it")
    begun = progress if part else _("started") if view.is_started else _("not started")
    return _("{progress} · {has_it}").format(progress=begun, has_it=has_it)


def squad_section(
    look: Look, lines: Sequence[SquadLine], as_of: str, look_through: Callable[[str], None]
) -> Section | None:
    """Return the section, None where nobody is in view; a name leads to that member's tasks by *look_through*."""
    if not lines:
        return None
    section = Section(look, _("Squad"), as_of)
    for line in lines:
        avatar = Avatar(look, line.letter, line.name, presence=line.presence, is_self=line.is_self)
        row = FactRow(look, line.name, line.words, mark=avatar, is_link=True, value_role=Role.TEXT2)
        row.followed.connect(partial(look_through, line.whose))
        row.setToolTip(line.why)
        row.setAccessibleName(", ".join(each for each in (line.name, line.words, line.why) if each))
        section.add(row)
    return section


def as_of_words(context: PageContext) -> str:
    """Return since when the squad is no longer live, "" while it is or where there is none."""
    squad = squad_of(context)
    if squad is None or squad.is_live:
        return ""
    return _("as of {time}").format(time=texts.when(squad.as_of_ms, now_ms=context.now_ms()))
