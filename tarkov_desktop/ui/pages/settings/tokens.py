"""API tokens: for programs that read or change this player's progress. A secret is shown once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.app.cloud.hub import SignIn
from tarkov_desktop.app.cloud.tokens import PERMISSIONS, ApiToken, NewApiToken, TokenWish, refusal_words
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.lifetime import Errands, track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.pages.settings.devices import DevicesColumn
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.toggle import Toggle


class TokensColumn(Column):
    """The section; tokens are fetched when it is opened and after every change."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("API tokens"),
            _("A token lets another program, for example a log reader, use your progress in one mode."),
            parent,
        )
        self._tokens: Sequence[ApiToken] = ()
        self._fresh: NewApiToken | None = None
        self._trouble = ""
        self._errands = Errands(self)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self._follow()))
        self._signed_in = False
        self._follow()

    def _follow(self) -> None:
        cloud = self.context.cloud
        is_signed_in = cloud is not None and cloud.state.sign_in is SignIn.SIGNED_IN
        if is_signed_in and not self._signed_in:
            self._errands.start(self._fetch())
        self._signed_in = is_signed_in
        self.show_all()

    def show_all(self) -> None:
        """Show what is known now."""
        self.clear()
        if not self._signed_in:
            label = Label(self._look, _("Sign in first: tokens belong to an account."), Text.BODY, Role.TEXT2)
            self.add(label)
            return
        if self._trouble:
            self.add(Notice(self._look, Role.FAILED, _(self._trouble)))
        if self._fresh is not None:
            self._show_fresh(self._fresh)
        self._show_form()
        self._show_list()

    def _show_fresh(self, fresh: NewApiToken) -> None:
        secret = Field(self._look, _("The new token"), width_px=420)
        secret.setText(fresh.token)
        secret.setReadOnly(True)
        self.add(
            Notice(self._look, Role.INFO, _("This is the only time the token is shown."), _("Copy it now."))
        )
        copy = Button(self._look, _("Copy"), Kind.MAIN, icon="content-copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(fresh.token))
        self.add(secret)
        self.add_row(_("The new token"), copy)

    def _show_form(self) -> None:
        self.add_head(_("Make a token"))
        self._switches = {
            word: Toggle(self._look, _(text), is_on=word == "GP") for word, text in PERMISSIONS.items()
        }
        for word, text in PERMISSIONS.items():
            self.add_row(_(text), self._switches[word])
        self._note = Field(self._look, _("Note"), hint=_("What it is for"), width_px=260)
        self.add_row(_("Note"), self._note)
        make = Button(self._look, _("Make the token"), Kind.PLAIN)
        make.clicked.connect(self._make)
        self.add_row(_("For the mode in use now"), make)

    def _show_list(self) -> None:
        self.add_head(_("Your tokens"))
        living = [token for token in self._tokens if token.revoked_at is None]
        if not living:
            self.add(Label(self._look, _("None yet."), Text.BODY, Role.TEXT2))
        for token in living:
            revoke = Button(self._look, _("Revoke"), Kind.PLAIN)
            revoke.setAccessibleName(_("Revoke the token ending in {tail}").format(tail=token.tail))
            revoke.clicked.connect(lambda _checked=False, token=token: self._ask_revoke(token))
            used = ngettext("used {count} time", "used {count} times", token.usage_count).format(
                count=token.usage_count
            )
            may = ", ".join(_(PERMISSIONS[word]) for word in token.permissions if word in PERMISSIONS)
            name = token.note or _("Token ending in {tail}").format(tail=token.tail)
            self.add_row(name, revoke, f"{may} · {used}")

    def _make(self) -> None:
        chosen = tuple(word for word, switch in self._switches.items() if switch.isChecked())
        wish = TokenWish(self.context.session.mode, chosen, self._note.text().strip())
        self._errands.start(self._create(wish))

    def _ask_revoke(self, token: ApiToken) -> None:
        question = Question(
            self._look,
            _("Revoke this token?"),
            _("The program that uses it can no longer read or change your progress. There is no way back."),
            _("Revoke"),
            is_danger=True,
            parent=self.window(),
        )
        question.ask(lambda: self._errands.start(self._revoke(token.token_id)))

    async def _create(self, wish: TokenWish) -> None:
        tokens = self.context.cloud.tokens if self.context.cloud else None
        if tokens is None:
            return
        answer = await tokens.create(wish, key=str(uuid.uuid4()))
        if isinstance(answer, NewApiToken):
            self._fresh, self._trouble = answer, ""
            await self._fetch()
        else:
            self._trouble = refusal_words(answer)
            self.show_all()

    async def _revoke(self, token_id: str) -> None:
        tokens = self.context.cloud.tokens if self.context.cloud else None
        if tokens is None:
            return
        answer = await tokens.revoke(token_id)
        self._trouble = "" if answer is None else refusal_words(answer)
        self._fresh = None
        await self._fetch()

    async def _fetch(self) -> None:
        tokens = self.context.cloud.tokens if self.context.cloud else None
        if tokens is None:
            return
        answer = await tokens.list()
        if isinstance(answer, Sequence):
            self._tokens = answer
        else:
            self._trouble = refusal_words(answer)
        self.show_all()


def build(context: PageContext) -> QWidget:
    """Return the section: devices first, tokens below."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(DevicesColumn(context))
    column.addWidget(TokensColumn(context))
    column.addStretch(1)
    return both
