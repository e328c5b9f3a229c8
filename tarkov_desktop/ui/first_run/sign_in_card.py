"""Sign in, or not now: for other computers and for a squad."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.first_run.card import Card
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.account import PROVIDER_NAMES
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label


class SignInCard(Card):
    """The card; it follows the cloud."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context.look, "cloud-outline", _("Sign in"), _("For your other computers and for a squad.")
        )
        self._context = context
        self._shown: QWidget | None = None
        self._words = Label(context.look, "", Text.SMALL, Role.TEXT2, wraps=True)
        self.body.addWidget(self._words)
        self.skip = self.add_skip(_("Not now"), Kind.PLAIN)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self._follow()))
        self._follow()

    def _follow(self) -> None:
        cloud = self._context.cloud
        state = cloud.state if cloud is not None else CloudState()
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None
        if cloud is None or state.sign_in is SignIn.NO_BACKEND:
            words = _("This copy knows no server to sign in to. Its address goes into Settings, any time.")
            self._words.setText(words)
            self._put([self._settings_button()], at=1)
        elif state.sign_in is SignIn.IN_BROWSER:
            self._words.setText(_("Finish the sign-in in your browser; it waits five minutes."))
            self._put([self._cancel_button(cloud)])
        elif state.sign_in is SignIn.SIGNED_IN:
            self._words.setText(_("You are signed in."))
        else:
            words = _("Your browser opens. What you enter here now stays yours until you decide otherwise.")
            self._words.setText(state.sentence or words)
            self._put(
                [
                    self._provider_button(cloud, provider, PROVIDER_NAMES[provider])
                    for provider in state.providers
                ]
            )

    def _put(self, buttons: list[Button], *, at: int = 0) -> None:
        """Put *buttons* above the words, or below them (1)."""
        self._shown = QWidget()
        row = FlowLayout(self._shown, gap=self.theme.gap(8))
        for button in buttons:
            row.addWidget(button)
        self.body.insertWidget(at, self._shown)
        self._shown.show()

    def _settings_button(self) -> Button:
        button = Button(self._look, _("Open Settings"), Kind.PLAIN)
        button.clicked.connect(lambda: self._context.stage.open_page("settings", "account"))
        return button

    def _cancel_button(self, cloud: CloudHub) -> Button:
        button = Button(self._look, _("Cancel"), Kind.PLAIN)
        button.clicked.connect(cloud.cancel_sign_in)
        return button

    def _provider_button(self, cloud: CloudHub, provider: str, name: str) -> Button:
        button = Button(self._look, name, Kind.PLAIN)
        button.setAccessibleName(_("Sign in with {provider}").format(provider=name))
        button.clicked.connect(lambda: cloud.sign_in(provider))
        return button
