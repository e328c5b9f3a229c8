"""Account: who is signed in, signing in and out, how sync stands, and the address of the backend."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.guest_choice import GuestChoice, GuestOffer
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings import account_ends as ends
from tarkov_desktop.ui.pages.settings.backend_address import add_backend
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.sync_words import KEYRING_CLOSED, NOT_KEPT, exchange_words, reason_words, waiting_words
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

PROVIDER_NAMES = {"discord": "Discord", "twitch": "Twitch", "google": "Google", "github": "GitHub"}


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
            track(self, context.cloud.changed.subscribe(self._follow))
        self._show()

    def _follow(self, state: CloudState) -> None:
        """Show what is new, but not each teammate's step: a button that is being pressed stays where it is."""
        shown = replace(state, squad=None)
        if shown != self._shown:
            self._show()

    def _show(self) -> None:
        self.clear()
        cloud = self.context.cloud
        state = cloud.state if cloud is not None else CloudState()
        self._shown = replace(state, squad=None)
        if state.sentence:
            self.add(Notice(self._look, Role.CHECK, state.sentence))
        if cloud is None or state.sign_in is SignIn.NO_BACKEND:
            self.add(self._text(_("No backend is set, so there is nothing to sign in to.")))
        elif state.sign_in is SignIn.GONE:
            self._show_gone(cloud)
        elif state.sign_in in {SignIn.GUEST, SignIn.ENDED}:
            self._offer_sign_in(cloud, state)
        elif state.sign_in is SignIn.IN_BROWSER:
            self._wait_for_browser(cloud)
        else:
            self._show_account(cloud, state)
        add_backend(self)

    def _offer_sign_in(self, cloud: CloudHub, state: CloudState) -> None:
        if state.sign_in is SignIn.ENDED and state.keeping in KEYRING_CLOSED:
            ask = Button(self._look, _("Ask the keyring again"), Kind.PLAIN)
            ask.clicked.connect(cloud.try_keyring)
            self.add_row(_("Keyring"), ask, _(KEYRING_CLOSED[state.keeping]))
        holder = QWidget()
        row = FlowLayout(holder, gap=self.theme.gap(8))
        row.setContentsMargins(0, self.theme.gap(12), 0, self.theme.gap(8))
        for number, provider in enumerate(state.providers):
            button = Button(
                self._look,
                _("Sign in with {provider}").format(provider=PROVIDER_NAMES[provider]),
                Kind.PLAIN if number else Kind.MAIN,
            )
            button.clicked.connect(lambda _checked=False, provider=provider: cloud.sign_in(provider))
            row.addWidget(button)
        self.add(holder)
        self.add(
            self._text(_("Your browser opens. What you did so far stays yours until you decide otherwise."))
        )
        if state.sign_in is SignIn.ENDED:
            self._offer_to_go_on(cloud, Kind.PLAIN)

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
                mode=_(MODE_MARKS[side.mode][0]), here=side.guest_tasks, cloud=side.account_tasks
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
        waiting = state.standing.waiting
        out.clicked.connect(lambda: ends.ask_sign_out(self.context, self, waiting, cloud.begin_sign_out))
        name = _("Signed in") if self._is_streaming() or not state.name else state.name
        kept = NOT_KEPT.get(state.keeping, mark("Signed in on this computer until you sign out."))
        self.add_row(name, out, _(kept))
        now = Button(self._look, _("Sync now"), Kind.PLAIN)
        now.clicked.connect(cloud.try_now)
        self.add_row(self._standing_words(state), now, self._details(state))
        everywhere = Button(self._look, _("Sign out everywhere…"), Kind.PLAIN)
        everywhere.clicked.connect(
            lambda: ends.ask_sign_out_everywhere(
                self.context, self, waiting, lambda: cloud.begin_sign_out(everywhere=True)
            )
        )
        self.add_row(
            _("All computers"), everywhere, _("Ends every sign-in of this account, also the one on the web.")
        )
        delete = Button(self._look, _("Delete account…"), Kind.DANGER)
        delete.clicked.connect(lambda: ends.ask_delete(self.context, self, state, cloud.begin_delete_account))
        self.add_row(_("Delete account"), delete, _("For good, with everything the server keeps of it."))

    def _offer_to_go_on(self, cloud: CloudHub, kind: Kind) -> None:
        go_on = Button(self._look, _("Go on without an account"), kind)
        go_on.clicked.connect(cloud.begin_as_guest)
        self.add_row(
            _("Keep what was done here"),
            go_on,
            _("It goes on on this computer. A new account can take it in when you sign in again."),
        )

    def _is_streaming(self) -> bool:
        return is_streaming(self.context.session.account_document)

    def _standing_words(self, state: CloudState) -> str:
        standing = state.standing
        if standing.waiting:
            return waiting_words(standing.waiting)
        return _("Everything is in the cloud") if standing.is_in_cloud else _("Not exchanged yet")

    def _details(self, state: CloudState) -> str:
        reason = reason_words(state.standing)
        words = exchange_words(state.standing, self.context.now_ms())
        return " ".join([reason, *words] if reason else words)

    def _show_gone(self, cloud: CloudHub) -> None:
        """Say that the account is no more, and what can become of what was done here."""
        self.add(
            Notice(
                self._look,
                Role.CHECK,
                _("This account was deleted on the server."),
                _("Everything you did is still on this computer; nothing of it is sent any more."),
            )
        )
        self._offer_to_go_on(cloud, Kind.MAIN)
        remove = Button(self._look, _("Remove…"), Kind.DANGER)
        remove.setAccessibleName(_("Remove this account's progress from this computer"))
        remove.clicked.connect(lambda: ends.ask_remove(self.context, self, cloud.remove_here))
        self.add_row(
            _("Remove from this computer"), remove, _("Progress, archives and backups of the account.")
        )

    def _text(self, sentence: str) -> Label:
        label = Label(self._look, sentence, Text.BODY, Role.TEXT2, wraps=True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return label


def build(context: PageContext) -> Column:
    """Return the section."""
    return AccountColumn(context)
