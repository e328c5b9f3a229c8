"""What stands behind the save indicator: where the last edits are, what waits and why, and what one can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState, SignIn
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.save_indicator import Safe
from tarkov_desktop.ui.standing import safe_state
from tarkov_desktop.ui.sync_words import KEYRING_CLOSED, NOT_KEPT, exchange_words, reason_words, waiting_words
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.shadow import paint_floating

WIDTH_PX = 360
EDGE_PX = 8


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do about it: its word, and the page it leads to or the word of what is done at once."""

    word: str
    page: str = ""
    target: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """The sentences, the most urgent first, and the ways on, the main one first."""

    sentences: tuple[str, ...]
    ways: tuple[Way, ...]


def save_details(session: Session, cloud: CloudState | None, now_ms: int) -> Details:
    """Return what there is to say about how safe the last edits are."""
    safe = safe_state(session, cloud).safe
    if safe is Safe.NOT_SAVED:
        return _not_saved(session)
    state = cloud or CloudState()
    here = _("Everything you did is saved on this computer.")
    account = Way(_("Account settings"), "settings", "account")
    match state.sign_in:
        case SignIn.NO_BACKEND:
            return Details((here, _("No backend is set, so nothing leaves this computer.")), (account,))
        case SignIn.GUEST:
            adds = _("With an account it would follow you to other computers, and your squad would see it.")
            return Details((here, adds), (Way(_("Sign in"), "settings", "account"),))
        case SignIn.IN_BROWSER:
            return Details((here, _("Finish the sign-in in your browser.")), (account,))
        case SignIn.GONE:
            return Details((here, _("Your account was deleted, so nothing is sent any more.")), (account,))
        case SignIn.ENDED:
            return _ended(here, state)
        case SignIn.SIGNED_IN:
            return _signed_in(state, now_ms)


def _not_saved(session: Session) -> Details:
    state = session.saving.state
    words = [str(state.trouble)] if state.trouble is not None else []
    if state.lost:
        words.append(
            ngettext(
                "{count} change on the screen could not be saved and is lost when the program ends.",
                "{count} changes on the screen could not be saved and are lost when the program ends.",
                state.lost,
            ).format(count=state.lost)
        )
    if state.waiting:
        words.append(_("What you did last is kept in memory and written as soon as the disk allows it."))
    return Details((*words, _("Make room on the disk and leave the program open.")), ())


def _ended(here: str, state: CloudState) -> Details:
    words = [here]
    if state.keeping in KEYRING_CLOSED:
        words.append(_(KEYRING_CLOSED[state.keeping]))
    if state.standing.waiting:
        words.append(waiting_words(state.standing.waiting))
    words.append(_("The cloud goes on when you have signed in again with the same account."))
    ways = [Way(_("Sign in again"), "settings", "account")]
    if state.keeping in KEYRING_CLOSED:
        ways.append(Way(_("Ask the keyring again"), act="keyring"))
    return Details(tuple(words), tuple(ways))


def _signed_in(state: CloudState, now_ms: int) -> Details:
    standing = state.standing
    words: list[str] = []
    ways: list[Way] = []
    if standing.refused:
        refused = ngettext(
            "The server refused {count} change. It is kept: try it again, copy or discard it.",
            "The server refused {count} changes. They are kept: try each again, copy or discard it.",
            standing.refused,
        )
        words.append(refused.format(count=standing.refused))
        ways.append(Way(_("Open Activity"), "activity"))
    if standing.waiting:
        words.append(waiting_words(standing.waiting))
    elif standing.is_in_cloud:
        words.append(_("Everything you did is in the cloud."))
    reason = reason_words(standing)
    words += [reason] if reason else []
    words += exchange_words(standing, now_ms)
    if state.keeping in NOT_KEPT:
        words.append(_(NOT_KEPT[state.keeping]))
    ways.append(Way(_("Sync now"), act="sync"))
    ways.append(Way(_("Devices"), "settings", "tokens"))
    return Details(tuple(words), tuple(ways))


class SavePanel(ThemedWidget):
    """Floats below the indicator and follows what happens while it is open; Esc or a click beside it closes it.

    It covers *window*, so that a click beside the panel is heard; ``panel`` is what is seen of it.
    """

    def __init__(self, context: PageContext, window: QWidget, indicator: QWidget) -> None:
        super().__init__(context.look, window)
        self._context = context
        self._window = window
        self._indicator = indicator
        self._shown: Details | None = None
        self._title = ""
        self.panel = QWidget(self)
        self._column = QVBoxLayout(self.panel)
        gap = self.theme.gap
        self._column.setContentsMargins(gap(16), gap(14), gap(16), gap(14))
        self._column.setSpacing(gap(8))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)
        track(self, context.session.saving.changed.subscribe(lambda _state: self.follow()))
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self.follow()))
        self.follow()
        self.show()
        self.raise_()
        self.place()
        self.setFocus()

    @property
    def details(self) -> Details | None:
        """What is shown."""
        return self._shown

    def leave(self) -> None:
        """Go away and give the focus back to the indicator."""
        self.hide()
        self._indicator.setFocus()
        self.deleteLater()

    def place(self) -> None:
        """Cover the window as it is now, the panel right-aligned below the indicator."""
        self.resize(self._window.size())
        width = min(self.theme.px(WIDTH_PX), self.width() - 2 * EDGE_PX)
        corner = self._indicator.mapTo(
            self._window, QPoint(self._indicator.width(), self._indicator.height())
        )
        height = self._column.totalHeightForWidth(width)
        self.panel.setGeometry(max(EDGE_PX, corner.x() - width), corner.y() + 4, width, height)
        self.update()

    def follow(self) -> None:
        """Show how things stand now."""
        context = self._context
        cloud = context.cloud.state if context.cloud is not None else None
        details = save_details(context.session, cloud, context.now_ms())
        title = safe_state(context.session, cloud).words
        if (details, title) != (self._shown, self._title):
            self._shown, self._title = details, title
            self._fill(title, details)

    def _fill(self, title: str, details: Details) -> None:
        clear(self._column)
        self._add(Label(self._look, title, Text.STRONG, wraps=True))
        for sentence in details.sentences:
            self._add(Label(self._look, sentence, Text.BODY, Role.TEXT2, wraps=True))
        if details.ways:
            self._add(self._buttons(details.ways))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(details.sentences))
        self.place()

    def _add(self, part: QWidget) -> None:
        self._column.addWidget(part)
        part.show()

    def _buttons(self, ways: Sequence[Way]) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, gap=self.theme.gap(8))
        row.setContentsMargins(0, self.theme.gap(4), 0, 0)
        for number, way in enumerate(ways):
            button = Button(self._look, way.word, Kind.PLAIN if number else Kind.MAIN, is_small=True)
            button.clicked.connect(self._going(way))
            row.addWidget(button)
        return holder

    def _going(self, way: Way) -> Callable[[], None]:
        def go() -> None:
            cloud = self._context.cloud
            if way.act == "sync" and cloud is not None:
                cloud.try_now()
            elif way.act == "keyring" and cloud is not None:
                cloud.try_keyring()
            else:
                self.leave()
                self._context.stage.open_page(way.page, way.target)

        return go

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.leave()

    @override
    def paintEvent(self, _event: object) -> None:
        paint_floating(QPainter(self), QRectF(self.panel.geometry()), self.theme, radius=self.theme.gap(8))

    @override
    def _restyle(self) -> None:
        self.place()
