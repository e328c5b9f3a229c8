"""Account: who is signed in, signing in and out, how sync stands, and the address of the backend."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.cloud.guest_choice import GuestChoice, GuestOffer
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.settings import SUPABASE_ANON_KEY, SUPABASE_URL, TEAM_GATEWAY_URL
from tarkov_desktop.app.texts import _, clock, ngettext
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.room import LARGE_TEXT
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

PROVIDERS = (("discord", "Discord"), ("twitch", "Twitch"))
NOT_KEPT = {
    "no_keyring": "This computer has no keyring, so you are signed in until the program ends.",
    "locked": "The keyring is locked, so you are signed in until the program ends.",
    "refused": "The keyring did not take the sign-in, so you are signed in until the program ends.",
}


class AccountColumn(Column):
    """The section; it follows the cloud."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Account"),
            _(
                "Without an account everything stays on this computer. With one it follows you, and your squad sees it."
            ),
            parent,
        )
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self._show()))
        self._show()

    def _show(self) -> None:
        self.clear()
        cloud = self.context.cloud
        state = cloud.state if cloud is not None else CloudState()
        if state.sentence:
            self.add(Notice(self._look, Role.CHECK, state.sentence))
        if cloud is None or state.sign_in is SignIn.NO_BACKEND:
            self.add(self._text(_("No backend is set, so there is nothing to sign in to.")))
        elif state.sign_in in {SignIn.GUEST, SignIn.ENDED}:
            self._offer_sign_in(cloud)
        elif state.sign_in is SignIn.IN_BROWSER:
            self._wait_for_browser(cloud)
        else:
            self._show_account(cloud, state)
        self._add_backend()

    def _offer_sign_in(self, cloud: CloudHub) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        for number, (provider, name) in enumerate(PROVIDERS):
            button = Button(
                self._look,
                _("Sign in with {provider}").format(provider=name),
                Kind.PLAIN if number else Kind.MAIN,
            )
            button.clicked.connect(lambda _checked=False, provider=provider: cloud.sign_in(provider))
            row.addWidget(button)
        row.addStretch(1)
        self.add(holder)
        self.add(
            self._text(_("Your browser opens. What you did so far stays yours until you decide otherwise."))
        )

    def _wait_for_browser(self, cloud: CloudHub) -> None:
        cancel = Button(self._look, _("Cancel"), Kind.PLAIN)
        cancel.clicked.connect(cloud.cancel_sign_in)
        self.add_row(
            _("Waiting for your browser"), cancel, _("Finish the sign-in there; it waits five minutes.")
        )

    def _offer_guest(self, cloud: CloudHub, offer: GuestOffer) -> None:
        """Show both sides of every mode, and the three ways to go on."""
        notice = _("You made progress on this computer before you signed in.")
        self.add(
            Notice(self._look, Role.INFO, notice, _("Decide what becomes of it; the step can be undone."))
        )
        for side in offer.sides:
            words = _("{mode}: {here} tasks touched here, {cloud} in the cloud").format(
                mode=side.mode, here=side.guest_tasks, cloud=side.account_tasks
            )
            self.add(self._text(words))
        for word, choice, help_text in (
            (_("Both"), GuestChoice.BOTH, _("Whatever is newer wins, entry by entry.")),
            (_("Keep the cloud"), GuestChoice.KEEP_CLOUD, _("What was done here stays in the guest's file.")),
            (
                _("Use this computer's"),
                GuestChoice.USE_GUEST,
                _("The cloud is made to say what was done here."),
            ),
        ):
            button = Button(self._look, word, Kind.PLAIN)
            button.clicked.connect(lambda _checked=False, choice=choice: cloud.decide_guest(choice))
            self.add_row(word, button, help_text)

    def _show_account(self, cloud: CloudHub, state: CloudState) -> None:
        if state.guest is not None:
            self._offer_guest(cloud, state.guest)
        out = Button(self._look, _("Sign out"), Kind.PLAIN)
        out.clicked.connect(lambda: self._ask_sign_out(cloud))
        name = state.name or _("Signed in")
        self.add_row(
            name, out, NOT_KEPT.get(state.keeping) or _("Signed in on this computer until you sign out.")
        )
        now = Button(self._look, _("Try now"), Kind.PLAIN)
        now.clicked.connect(cloud.try_now)
        self.add_row(self._standing_words(state), now, self._details(state))

    def _standing_words(self, state: CloudState) -> str:
        standing = state.standing
        if standing.waiting:
            return ngettext(
                "{count} change waits to be sent", "{count} changes wait to be sent", standing.waiting
            ).format(count=standing.waiting)
        return _("Everything is in the cloud") if standing.is_in_cloud else _("Not exchanged yet")

    def _details(self, state: CloudState) -> str:
        standing = state.standing
        words = []
        if standing.last_success_ms is not None:
            words.append(_("Last exchange at {time}.").format(time=_time(standing.last_success_ms)))
        if standing.phase is Phase.WAITING and standing.next_try_ms is not None:
            words.append(
                _("The server cannot be reached; next try at {time}.").format(
                    time=_time(standing.next_try_ms)
                )
            )
        words.append(_("Live updates are on.") if standing.is_live else _("Live updates are cut."))
        return " ".join(words)

    def _ask_sign_out(self, cloud: CloudHub) -> None:
        waiting = cloud.state.standing.waiting
        text = _("What you did stays on this computer and in the cloud.")
        if waiting:
            text += " " + ngettext(
                "{count} change is not in the cloud yet; it is sent when you sign in again.",
                "{count} changes are not in the cloud yet; they are sent when you sign in again.",
                waiting,
            ).format(count=waiting)
        question = Question(
            self._look, _("Sign out on this computer?"), text, _("Sign out"), parent=self.window()
        )
        question.ask(cloud.begin_sign_out)

    def _add_backend(self) -> None:
        self.add_head(_("Backend"))
        settings = self.context.session.settings
        for name, setting, help_text in (
            (
                _("Address"),
                SUPABASE_URL,
                _("A Supabase project; begins with https://. Takes effect at the next start."),
            ),
            (_("Public key"), SUPABASE_ANON_KEY, _("The anon key of that project; it is no secret.")),
            (_("Team gateway"), TEAM_GATEWAY_URL, _("Only if that project has one.")),
        ):
            # Wide where there is room; at twice the text the label keeps half of the row.
            field = Field(self._look, name, width_px=340 if self.theme.scale < LARGE_TEXT else 170)
            field.setText(settings.get(setting) or "")
            field.editingFinished.connect(
                lambda field=field, setting=setting: settings.set(setting, field.text().strip() or None)
            )
            self.add_row(name, field, help_text)

    def _text(self, sentence: str) -> Label:
        label = Label(self._look, sentence, Text.BODY, Role.TEXT2, wraps=True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return label


def build(context: PageContext) -> Column:
    """Return the section."""
    return AccountColumn(context)


def _time(at_ms: int) -> str:
    return clock(datetime.fromtimestamp(at_ms / 1000, UTC).astimezone())
