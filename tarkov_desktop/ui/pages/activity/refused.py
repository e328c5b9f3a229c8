"""Edits the server refused: why, and what to do about each. Nothing of them is lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.operations.refused_edits import DeadLetter, StillRefused, discard, try_again
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.limits import MAX_NOTE_LENGTH
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.activity.card import DecisionCard, Way
from tarkov_desktop.ui.register_words import path_name
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.section import Section

_REASONS: Final[Mapping[str, str]] = {
    "invalid_path": mark("The server does not know this kind of entry."),
    "invalid_value": mark("The server does not take this value."),
    "value_too_large": mark("The value is too large."),
    "invalid_stamp": mark("The time of the change was not believable."),
    "too_many_registers": mark("There is no room for more entries."),
    "document_too_large": mark("There is no room for more entries."),
    "may_have_been_sent": mark("It may have been sent already; trying again could replace a newer change."),
    "payload_too_large": mark("The value is too large."),
    "invalid_request": mark("The server does not take this value."),
}


def reason_words(letter: DeadLetter) -> str:
    """Return why the server refused, and that nothing is lost."""
    why = _(_REASONS.get(letter.reason, mark("The server does not take it.")))
    if (
        letter.path.startswith("taskNotes/")
        and isinstance(letter.value, str)
        and len(letter.value) > MAX_NOTE_LENGTH
    ):
        why = _("Longer than {most} characters.").format(most=number(MAX_NOTE_LENGTH))
    return _("{why} It is kept on this computer.").format(why=why)


def letter_name(session: Session, letter: DeadLetter) -> str:
    """Return what a refused edit is about, with its mode if that is not the one in use."""
    mode = letter.scope.mode
    graph = session.at(mode).graph if mode in MODE_MARKS else session.graph
    name = path_name(graph, letter.path)
    name = name[:1].upper() + name[1:]
    if mode in MODE_MARKS and mode != session.mode:
        return _("{name} in {mode}").format(name=name, mode=_(MODE_MARKS[mode][0]))
    return name


class RefusedSection(Section):
    """The refused edits. ``failed`` says why one was not taken again; ``changed`` that there are fewer."""

    failed = Signal(str, str)
    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, _("Refused by the server"), has_line=False, parent=parent)
        self._context = context
        self._letters: list[DeadLetter] = []
        self._reading = 0
        self.cards: list[DecisionCard] = []
        self.question: Question | None = None
        self.hide()

    @property
    def letters(self) -> list[DeadLetter]:
        """The refused edits as last read."""
        return self._letters

    def read(self) -> None:
        """Read what was refused; it is shown when the disk has answered."""
        self._reading += 1
        letters = self._context.session.store.dead_letters()
        Awaited(letters, partial(self._show, self._reading), self)

    def _show(self, reading: int, letters: list[DeadLetter]) -> None:
        if reading != self._reading:
            return  # a later reading is under way, or has been shown already
        self.setVisible(bool(letters))
        if letters == self._letters:
            return
        self._letters = letters
        for card in self.cards:
            card.hide()
            card.deleteLater()
        if self.head is not None:
            self.head.set_count(number(len(letters)))
        self.cards = [self._card(letter) for letter in letters]
        for card in self.cards:
            self.add(card)

    def _card(self, letter: DeadLetter) -> DecisionCard:
        can_edit = isinstance(letter.value, str)
        again = _("Edit and try again") if can_edit else _("Try again")
        ways = [
            Way(again, partial(self._edit if can_edit else self._again, letter), is_plain=True),
            Way(_("Copy"), partial(self._copy, letter)),
            Way(_("Discard"), partial(self._ask_to_discard, letter)),
        ]
        name = letter_name(self._context.session, letter)
        return DecisionCard(self._look, Shape.FAILED, name, reason_words(letter), ways)

    def _edit(self, letter: DeadLetter) -> None:
        name = letter_name(self._context.session, letter)
        title = _("Edit and try again: {name}").format(name=name)
        question = Question(self._look, title, reason_words(letter), _("Try again"), parent=self.window())
        field = Field(self._look, name)
        field.setText(str(letter.value))
        question.body.addWidget(field)
        self.question = question
        question.ask(lambda: self._again(letter, field.text()))

    def _again(self, letter: DeadLetter, value: JsonValue | None = None) -> None:
        wanted = letter.value if value is None else value
        outcome = try_again(self._context.session, letter, wanted)
        if isinstance(outcome, StillRefused):
            why = _(_REASONS.get(outcome.code, mark("The server does not take it.")))
            self.failed.emit(why, _("Nothing was changed; the refused edit is still here."))
            return
        name = letter_name(self._context.session, letter)
        self._context.stage.toast(Toast(_("{name} is sent again."), name))
        self._reread()

    def _copy(self, letter: DeadLetter) -> None:
        value = letter.value
        text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        QGuiApplication.clipboard().setText(text)
        self._context.stage.toast(Toast(_("The refused value is copied.")))

    def _ask_to_discard(self, letter: DeadLetter) -> None:
        name = letter_name(self._context.session, letter)
        title = _("Discard the refused change?")
        text = _("{name}: what you wrote is lost; what the server has stays. There is no way back.")
        question = Question(
            self._look, title, text.format(name=name), _("Discard"), is_danger=True, parent=self.window()
        )
        self.question = question
        question.ask(lambda: self._discard(letter))

    def _discard(self, letter: DeadLetter) -> None:
        discard(self._context.session, letter)
        self._reread()

    def _reread(self) -> None:
        self.read()
        self.changed.emit()
