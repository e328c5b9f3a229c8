"""API tokens: for programs that read or change this player's progress. A secret is shown once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.cloud.hub import SignIn
from tarkov_desktop.app.cloud.tokens import PERMISSIONS, ApiToken, NewApiToken, TokenWish, refusal_words
from tarkov_desktop.app.moments import moment_ms
from tarkov_desktop.app.texts import _, listed, ngettext, number, when
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable
from tarkov_desktop.ui.lifetime import Errands, track
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.settings.column import Column, Slot
from tarkov_desktop.ui.pages.settings.devices import DevicesColumn
from tarkov_desktop.ui.pages.settings.token_form import TokenForm
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

DAY_MS = 86_400_000


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
        self._is_signed_in: bool | None = None
        self._errands = Errands(self)
        self._signed_out = Label(
            self._look, _("Sign in first: tokens belong to an account."), Text.BODY, Role.TEXT2
        )
        self._news, self._list = Slot(), Slot()
        self.form = TokenForm(self._look, context.session.mode, context.now_ms)
        self.form.asked.connect(lambda wish: self._errands.start(self._create(wish)))
        for part in (self._signed_out, self._news, self.form, self._list):
            self.add(part)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self._follow()))
        self._follow()

    def _follow(self) -> None:
        """Show the form to who is signed in. Nothing else of the cloud matters here: what is typed stays."""
        cloud = self.context.cloud
        is_signed_in = cloud is not None and cloud.state.sign_in is SignIn.SIGNED_IN
        if is_signed_in == self._is_signed_in:
            return
        self._is_signed_in = is_signed_in
        self._news.empty()
        self._signed_out.setVisible(not is_signed_in)
        self.form.setVisible(is_signed_in)
        self._list.setVisible(is_signed_in)
        if is_signed_in:
            self._show_list()
            self._errands.start(self._fetch())

    def _say_trouble(self, answer: NoAnswer) -> None:
        self._news.empty()
        self._news.put(Notice(self._look, Role.FAILED, refusal_words(answer)))

    def _show_fresh(self, fresh: NewApiToken) -> None:
        secret = Field(self._look, _("The new token"), width_px=420)
        secret.setText(fresh.token)
        secret.setReadOnly(True)
        if is_streaming(self.context.session.account_document):
            secret.setEchoMode(Field.EchoMode.Password)
        copy = Button(self._look, _("Copy"), Kind.MAIN, icon="content-copy")
        copy.clicked.connect(lambda: self._copy(fresh))
        self._news.empty()
        self._news.put(
            Notice(self._look, Role.INFO, _("This is the only time the token is shown."), _("Copy it now."))
        )
        shown = QWidget()
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, self.theme.gap(8), 0, 0)
        row.addWidget(secret)
        row.addWidget(copy)
        row.addStretch(1)
        self._news.put(shown)

    def _copy(self, fresh: NewApiToken) -> None:
        QGuiApplication.clipboard().setText(fresh.token)
        self.context.stage.toast(Toast(_("The token is copied. Paste it into the other program.")))

    def _show_list(self) -> None:
        self._list.empty()
        head = Label(self._look, _("Your tokens"), Text.BODY, weight=600)
        head.setContentsMargins(0, self.theme.gap(16), 0, 0)
        self._list.put(head)
        living = [token for token in self._tokens if token.revoked_at is None]
        if not living:
            self._list.put(Label(self._look, _("None yet."), Text.BODY, Role.TEXT2))
        for token in living:
            revoke = Button(self._look, _("Revoke"), Kind.PLAIN)
            revoke.setAccessibleName(_("Revoke the token ending in {tail}").format(tail=token.tail))
            revoke.clicked.connect(lambda _checked=False, token=token: self._ask_revoke(token))
            name = token.note or _("Token ending in {tail}").format(tail=token.tail)
            about = " · ".join(token_words(token, self.context.now_ms()))
            self._list.put(SettingRow(self._look, name, revoke, help_text=about))

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
        key = str(uuid.uuid4())
        self.form.make.setEnabled(False)
        try:
            answer = await tokens.create(wish, key=key)
            if isinstance(answer, Unreachable):  # the answer was lost, perhaps: the key makes it one token
                answer = await tokens.create(wish, key=key)
        finally:
            self.form.make.setEnabled(True)
        if isinstance(answer, NewApiToken):
            self._show_fresh(answer)
            await self._fetch()
        else:
            self._say_trouble(answer)

    async def _revoke(self, token_id: str) -> None:
        tokens = self.context.cloud.tokens if self.context.cloud else None
        if tokens is None:
            return
        answer = await tokens.revoke(token_id)
        self._news.empty()
        if answer is not None:
            self._say_trouble(answer)
        await self._fetch()

    async def _fetch(self) -> None:
        tokens = self.context.cloud.tokens if self.context.cloud else None
        if tokens is None:
            return
        answer = await tokens.list()
        if isinstance(answer, Refused | Unreachable):
            self._say_trouble(answer)
        else:
            self._tokens = answer
            self._show_list()


def token_words(token: ApiToken, now_ms: int) -> list[str]:
    """Return what a row says of *token*: its mode, what it may do, how it was used, and how long it holds."""
    words = [_(MODE_MARKS.get(token.game_mode, (token.game_mode, ""))[0])]
    words.append(listed([_(PERMISSIONS[each]) for each in token.permissions if each in PERMISSIONS]))
    used = ngettext("used {count} time", "used {count} times", token.usage_count)
    words.append(used.format(count=number(token.usage_count)))
    last_ms, end_ms = moment_ms(token.last_used_at), moment_ms(token.expires_at)
    if last_ms is not None:
        words.append(_("last {time}").format(time=when(last_ms, now_ms=now_ms)))
    if end_ms is not None:
        days = (end_ms - now_ms) // DAY_MS
        left = ngettext("expires in {count} day", "expires in {count} days", days).format(count=number(days))
        words.append(_("expired") if end_ms <= now_ms else left if days else _("expires today"))
    return words


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
