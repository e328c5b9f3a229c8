"""Starting over: prestige, reset, a new season, and the archive they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.operations import modes
from tarkov_desktop.app.operations.archives import Kept, joined
from tarkov_desktop.app.operations.modes import CannotBegin
from tarkov_desktop.app.texts import _, listed, mark, ngettext, number
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import SEASONAL
from tarkov_desktop.domain.limits import MAX_SEASON
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.prestige import PrestigeView, prestige_views
from tarkov_desktop.domain.state import DisplayState, Verdict
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.profile.archive import ArchiveDialog, generation_words
from tarkov_desktop.ui.pages.profile.choice_row import ChoiceRow
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.translation import WORDS
from tarkov_desktop.ui.widgets.button import Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import StateMark
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.stepper import Stepper

VERDICTS = {
    Verdict.YES: (Shape.DONE, mark("met")),
    Verdict.NO: (Shape.LOCKED, mark("not met")),
    Verdict.UNKNOWN: (Shape.TO_CHECK, mark("not known")),
}
_MOST_NAMED = 2


class BeginningSection(Section):
    """Prestige, reset, new season, archive. ``failed`` says what could not be done."""

    failed = Signal(str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, _("Start over"), has_line=False, parent=parent)
        self._context = context
        self._kept: list[Kept] = []
        self._reading = 0
        self.question: Question | None = None
        self.archive: ArchiveDialog | None = None
        look = context.look
        self.prestige_row = ChoiceRow(look, "star-circle-outline", _("Prestige"), "", _("Plan…"))
        self.prestige_row.asked.connect(self.plan_prestige)
        self.reset_row = ChoiceRow(look, "restart", _("Reset"), "", _("Reset…"), kind=Kind.DANGER)
        self.reset_row.asked.connect(self.ask_reset)
        self.season_row = ChoiceRow(look, "calendar-refresh-outline", _("New season"), "", _("Begin…"))
        self.season_row.asked.connect(self.ask_season)
        self.archive_row = ChoiceRow(look, "archive-outline", _("Archive"), "", _("Open"))
        self.archive_row.asked.connect(self.open_archive)
        for row in (self.prestige_row, self.reset_row, self.season_row, self.archive_row):
            self.add(row)

    @property
    def kept(self) -> Sequence[Kept]:
        """The archived generations of the mode in use, newest first, as last read."""
        return self._kept

    def show_all(self) -> None:
        """Show what starting over would cost in the mode in use."""
        session = self._context.session
        mode = _(MODE_MARKS[session.mode][0])
        self._show_prestige()
        self.reset_row.say(
            _("Reset {mode} after a wipe").format(mode=mode),
            _("{what} go to the archive").format(what=self._what_is_lost()),
        )
        self.season_row.setVisible(session.mode == SEASONAL)
        season = session.scopes.of_mode(SEASONAL).season
        self.season_row.say(
            _("New season"), _("now season {season}; it stays readable").format(season=season)
        )
        self._reading += 1
        Awaited(session.store.archives(session.mode), partial(self._show_archive, self._reading), self)

    def plan_prestige(self) -> None:
        """Show the conditions of the next prestige, and offer to take it."""
        view = self._next_prestige()
        if view is None:
            return
        look = self._context.look
        level = view.prestige.level
        text = _(
            "Taking it begins {mode} anew: {what} go to the archive. Name, faction, notes and ignored tasks stay."
        ).format(mode=self._mode_word(), what=self._what_is_lost())
        title = _("Take prestige {level}?").format(level=level)
        verb = _("Take prestige {level}").format(level=level)
        question = Question(
            look, title, text, verb, is_danger=True, typed_word=_("prestige"), parent=self.window()
        )
        for at, (condition, verdict) in enumerate(view.conditions):
            shape, word = VERDICTS[verdict]
            line = objective_line(self._context.session.catalog, condition, WORDS, number=number).text
            mark_of = StateMark(look, shape, _(word), size=15)
            question.body.insertLayout(at, _marked(mark_of, Label(look, line, Text.SMALL, wraps=True)))
        stories = len(view.stories)
        if stories:
            words = ngettext(
                "{count} story condition is not known.", "{count} story conditions are not known.", stories
            )
            question.body.addWidget(Label(look, words.format(count=stories), Text.SMALL, Role.TEXT3))
        self._ask(
            question,
            lambda: modes.prestige(self._context.session),
            _("Prestige {level} begins.").format(level=level),
        )

    def ask_reset(self) -> None:
        """Ask before the mode begins anew: what is lost, in numbers, and a word to type."""
        look = self._context.look
        mode = self._mode_word()
        title = _("Reset {mode}?").format(mode=mode)
        text = _(
            "{what} go to the archive, from which they can be brought back. Name, faction, notes and ignored tasks "
            "stay. Other modes are not touched."
        ).format(what=self._what_is_lost())
        question = Question(
            look,
            title,
            text,
            _("Reset {mode}").format(mode=mode),
            is_danger=True,
            typed_word=_("reset"),
            parent=self.window(),
        )
        why = Segmented(
            look,
            [Choice("wipe", _("After a wipe: prestige stays")), Choice("reset", _("From zero"))],
            "wipe",
        )
        why.setAccessibleName(_("Why the mode begins anew"))
        question.body.insertWidget(1, why)

        def begin() -> Changes:
            session = self._context.session
            return modes.wipe_mode(session) if why.current == "wipe" else modes.reset_mode(session)

        self._ask(question, begin, _("{mode} begins anew.").format(mode=mode))

    def ask_season(self) -> None:
        """Ask for the number of the new season."""
        look = self._context.look
        season = self._context.session.scopes.of_mode(SEASONAL).season
        text = _("Progress of season {season} stays as it is and can be exported. This cannot be undone.")
        question = Question(
            look,
            _("Begin a new season?"),
            text.format(season=season),
            _("Begin the season"),
            is_danger=True,
            typed_word=_("season"),
            parent=self.window(),
        )
        number_of = Stepper(look, _("Season"), season + 1, lowest=season + 1, highest=MAX_SEASON)
        number_of.asked.connect(number_of.set_value)
        question.body.insertLayout(1, line_of(Label(look, _("Season"), Text.BODY, Role.TEXT2), number_of, 1))
        self._ask(
            question,
            lambda: modes.start_season(self._context.session, number_of.value),
            _("The new season begins."),
            is_undoable=False,
        )

    def open_archive(self) -> None:
        """List what is kept, here and on the server, each with what can be done with it."""
        self.archive = ArchiveDialog(self._context, self.window())
        self.archive.changed.connect(self.show_all)
        self.archive.open()

    def _ask(
        self,
        question: Question,
        begin: Callable[[], Changes | CannotBegin],
        words: str,
        *,
        is_undoable: bool = True,
    ) -> None:
        self.question = question

        def go_on() -> None:
            self._context.back_up("reset")
            self._say(begin(), words, is_undoable=is_undoable)

        question.ask(go_on)

    def _say(self, outcome: Changes | CannotBegin, words: str, *, is_undoable: bool = True) -> None:
        if isinstance(outcome, CannotBegin):
            reasons = {
                "highest_prestige": _("This is the highest prestige there is."),
                "not_a_later_season": _("A new season must come after the one in use."),
            }
            self.failed.emit(reasons[outcome.code], _("Nothing was changed."))
            return
        undo = self._context.session.undo if is_undoable else None
        self._context.stage.toast(Toast(words, shape=Shape.DONE, undo=undo))

    def _show_prestige(self) -> None:
        view = self._next_prestige()
        self.prestige_row.setVisible(view is not None)
        if view is not None:
            met = sum(each.verdict is Verdict.YES for each in view.conditions)
            words = _("{met} of {all} conditions met").format(met=met, all=len(view.conditions))
            title = _("Prestige {level}").format(level=view.prestige.level)
            self.prestige_row.say(title, words if view.conditions else "")

    def _next_prestige(self) -> PrestigeView | None:
        return next(
            (view for view in prestige_views(self._context.session.derived) if not view.is_reached), None
        )

    def _show_archive(self, reading: int, kept: list[Kept]) -> None:
        if reading != self._reading:
            return  # a later reading is under way, or has been shown already
        self._kept = kept
        named = listed([generation_words(each) for each in joined(kept[:_MOST_NAMED], ())])
        words = _("{count} kept: {named}").format(count=number(len(kept)), named=named)
        cloud = self._context.cloud
        is_signed_in = cloud is not None and cloud.owned is not None
        nothing = _("nothing kept on this computer") if is_signed_in else _("nothing kept yet")
        self.archive_row.say(_("Archive"), words if kept else nothing)
        self.archive_row.button.setEnabled(bool(kept) or is_signed_in)
        is_empty = not kept and not is_signed_in
        self.archive_row.button.setToolTip(_("A reset or a prestige puts progress here.") if is_empty else "")

    def _mode_word(self) -> str:
        return _(MODE_MARKS[self._context.session.mode][0])

    def _what_is_lost(self) -> str:
        derived = self._context.session.derived
        tasks = derived.counts()[DisplayState.COMPLETE]
        levels = sum(max(0, view.level - view.given_level) for view in derived.stations().values())
        both = [
            ngettext("{count} task", "{count} tasks", tasks).format(count=number(tasks)),
            ngettext("{count} hideout level", "{count} hideout levels", levels).format(count=number(levels)),
        ]
        return _(", ").join(both)


def _marked(shape: StateMark, words: Label) -> QHBoxLayout:
    row = line_of(shape)
    row.addWidget(words, 1)
    return row
