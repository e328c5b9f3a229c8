"""In no team: found one, or join one with an invite."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.squad.invites import Invite, read_invite, sentence_of
from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.team.actions import TeamActions
from tarkov_desktop.ui.pages.team.link_offer import LinkOffer
from tarkov_desktop.ui.pages.team.refusal_slot import RefusalSlot
from tarkov_desktop.ui.pages.team.refusals import refusal_words
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark, IconTile
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import line_of
from tarkov_desktop.ui.widgets.stepper import Stepper

WIDTH_PX = 880
SIDE_BY_SIDE_PX = 860
FEWEST, USUAL, MOST = 2, 5, 10
NAME_LENGTH = 60


class Door(ThemedWidget):
    """Create and join, side by side; how the last team ended stands above."""

    def __init__(self, context: PageContext, actions: TeamActions, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._actions = actions
        self._notice: Notice | None = None
        self._shown: tuple[str, ...] = ()
        self.refusals = {what: RefusalSlot(context.look, context.now_ms) for what in ("create", "join")}
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        self._column = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._column)
        self._holder = holder
        outer.addWidget(holder, 100)
        outer.addStretch(1)
        self._news = QVBoxLayout()
        self._column.addLayout(self._news)
        self._column.addWidget(Label(context.look, _("Play it together"), Text.FIGURE, wraps=True))
        about = _("See who has which task, what to bring, and where the next raid helps most of you.")
        self._column.addWidget(Label(context.look, about, Text.BODY, Role.TEXT2, wraps=True))
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.addWidget(self._build_create(), 1)
        self._cards.addWidget(self._build_join(), 1)
        self._column.addLayout(self._cards)
        self._column.addWidget(Hairline(context.look))
        self._facts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for icon, head, text in (
            ("sword-cross", _("One team per mode"), _("PvP, PvE and Seasonal each have their own.")),
            (
                "access-point",
                _("Live on every screen"),
                _("A tick here is on their screens within a second."),
            ),
            (
                "exit-run",
                _("Leave whenever you like"),
                _("Your progress stays yours, here and in the cloud."),
            ),
        ):
            self._facts.addWidget(self._fact(icon, head, text), 1)
        self._column.addLayout(self._facts)
        self._column.addStretch(1)
        actions.busy.connect(self._on_busy)
        self._restyle()

    def show_view(self, view: SquadView, *, is_streaming: bool) -> None:
        """Show how the last team ended, and whether the server answers."""
        mode = _(MODE_MARKS.get(view.mode, (view.mode, ""))[0])
        self._they_see.setText(
            _(
                "Your name, level, faction, tasks, hideout and needed items in {mode}. "
                "Never notes, pins or your mail address."
            ).format(mode=mode)
        )
        self.invite.setEchoMode(Field.EchoMode.Password if is_streaming else Field.EchoMode.Normal)
        shown = (view.gone, view.gone_name, view.trouble, str(is_streaming))
        if shown != self._shown:
            self._shown = shown
            self._show_news(view, is_streaming=is_streaming)

    def set_room(self, width_px: float) -> None:
        """Put the cards below each other where they do not fit beside each other."""
        is_wide = width_px >= SIDE_BY_SIDE_PX
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._cards.setDirection(direction)
        self._facts.setDirection(direction)

    def regions(self) -> tuple[QWidget, ...]:
        """Return what F6 jumps to."""
        return (self.name, self.invite)

    def take_invite(self, text: str) -> None:
        """Put a link that came from elsewhere into its field; the player still decides. A bad one is said to be bad."""
        self.invite.setText(text)
        read = read_invite(text)
        if isinstance(read, Invite):
            self.refusals["join"].clear()
            self.join_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.refusals["join"].say(sentence_of(read))
            self.invite.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is asked.

    def found_team(self) -> None:
        """Found the team that is described."""
        name = " ".join(self.name.text().split())
        if not name:
            self.refusals["create"].say(refusal_words("invalid_name", "create"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.refusals["create"].clear()
        self._actions.create(name, self.places.value)

    def join_team(self) -> None:
        """Join the team of the invite that was pasted."""
        read = read_invite(self.invite.text())
        if not isinstance(read, Invite):
            self.refusals["join"].say(sentence_of(read))
            self.invite.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.refusals["join"].clear()
        self._actions.join(read)

    def _on_busy(self, what: str, is_busy: bool) -> None:  # noqa: FBT001 - a slot
        buttons = {"create": self.create_button, "join": self.join_button}
        if what in buttons:
            buttons[what].setEnabled(not is_busy)

    # Parts.

    def _build_create(self) -> QWidget:
        look = self._look
        card = _DoorCard(
            look, "account-multiple-plus-outline", _("Create a team"), _("You become its owner.")
        )
        self.name = Field(look, _("Name of the team"))
        self.name.setMaxLength(NAME_LENGTH)
        self.name.returnPressed.connect(self.found_team)
        self.places = Stepper(look, _("Places"), USUAL, lowest=FEWEST, highest=MOST)
        self._places_hint = Label(look, "", Text.SMALL, Role.TEXT3, wraps=True)
        self.places.asked.connect(self._set_places)
        self._set_places(USUAL)
        self.create_button = Button(look, _("Create team"), Kind.MAIN)
        self.create_button.clicked.connect(self.found_team)
        row = line_of(self.places)
        row.addWidget(self._places_hint, 1)
        for part in (Label(look, _("Name"), Text.SMALL, Role.TEXT2), self.name):
            card.body.addWidget(part)
        card.body.addWidget(Label(look, _("Places"), Text.SMALL, Role.TEXT2))
        card.body.addLayout(row)
        card.end(self.refusals["create"], self.create_button)
        return card

    def _build_join(self) -> QWidget:
        look = self._look
        card = _DoorCard(look, "link-variant", _("Join a team"), _("With a link or a code from a teammate."))
        self.invite = Field(look, _("Link or code"), hint=_("Paste it here"), key="Ctrl V")
        self.invite.returnPressed.connect(self.join_team)
        self.links = LinkOffer(self._context, self.refusals["join"].say)
        self._they_see = Label(look, "", Text.SMALL, Role.TEXT2, wraps=True)
        self.join_button = Button(look, _("Join team"))
        self.join_button.clicked.connect(self.join_team)
        for part in (
            Label(look, _("Link or code"), Text.SMALL, Role.TEXT2),
            self.invite,
            self.links,
            Label(look, _("They will see"), Text.SMALL, Role.TEXT2, weight=600),
            self._they_see,
        ):
            card.body.addWidget(part)
        card.end(self.refusals["join"], self.join_button)
        return card

    def _set_places(self, count: int) -> None:
        self.places.set_value(count)
        words = ngettext("you and one other, up to {most}", "you and {count} others, up to {most}", count - 1)
        self._places_hint.setText(words.format(count=count - 1, most=MOST))

    def _fact(self, icon: str, head: str, text: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconMark(self._look, icon, size=18, role=Role.TEXT2), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self._look, head, Text.BODY, weight=500, wraps=True))
        words.addWidget(Label(self._look, text, Text.SMALL, Role.TEXT3, wraps=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        return holder

    def _show_news(self, view: SquadView, *, is_streaming: bool) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if view.gone:
            first, rest = gone_words(view.gone, "" if is_streaming else view.gone_name)
            self._notice = Notice(self._look, Role.INFO, first, rest, is_closable=True)
            self._notice.closed.connect(self._actions.dismiss)
        elif view.trouble:
            self._notice = Notice(
                self._look,
                Role.CHECK,
                _("The server cannot be asked at the moment."),
                _("You can still write here; it is tried again by itself. Your progress is safe."),
                action=_("Try now"),
            )
            self._notice.acted.connect(self._actions.look_again)
        if self._notice is not None:
            self._news.addWidget(self._notice)
            self._notice.show()

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._holder.setMaximumWidth(self.theme.px(WIDTH_PX))
        self._column.setContentsMargins(gap(16), gap(32), gap(16), gap(24))
        self._column.setSpacing(gap(12))
        self._news.setContentsMargins(0, 0, 0, gap(8))
        self._cards.setSpacing(gap(16))
        self._cards.setContentsMargins(0, gap(12), 0, gap(12))
        self._facts.setSpacing(gap(24))


class _DoorCard(ThemedWidget):
    """A card with an icon, a head, what belongs to it, and its button at the bottom."""

    def __init__(self, look: Look, icon: str, head: str, about: str) -> None:
        super().__init__(look)
        self.body = QVBoxLayout(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(look, head, Text.HEAD, wraps=True))
        words.addWidget(Label(look, about, Text.SMALL, Role.TEXT2, wraps=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconTile(look, icon, size=40, role=Role.ACCENT))
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self._restyle()

    def end(self, refusal: RefusalSlot, button: Button) -> None:
        """Put the refusal and the button below what is there."""
        self.body.addStretch(1)
        self.body.addWidget(refusal)
        self.body.addLayout(line_of(button, 1))

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self.body.setContentsMargins(gap(24), gap(24), gap(24), gap(24))
        self.body.setSpacing(gap(8))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        rounded(
            painter,
            QRectF(self.rect()),
            theme.gap(8),
            fill=theme.color(Role.PANEL),
            border=theme.color(Role.LINE),
        )


def gone_words(kind: str, name: str) -> tuple[str, str]:
    """Return how a team ended: a first sentence, and what that means. *name* is "" where it must not be shown."""
    name = name or _("your team")
    first = _("You are no longer in {team}.").format(team=name)
    safe = _("Your own progress is unchanged.")
    match kind:
        case "kicked":
            rest = _("Its owner removed you.")
        case "disbanded":
            first = _("{team} was disbanded.").format(team=name[:1].upper() + name[1:])
            rest = _("It is gone for everybody.")
        case "account_deleted":
            rest = _("Your account was deleted.")
        case "left":
            rest = _("You left it, here or on another computer.")
        case _:
            rest = _(
                "You left it on another computer, or its owner removed you while you were not connected."
            )
    return first, f"{rest} {safe}"
