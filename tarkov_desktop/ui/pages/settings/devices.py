"""Devices: the computers that exchanged progress with the account, and what this one is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.hub import CloudState, SignIn
from tarkov_desktop.app.cloud.owned import Device, trouble_words
from tarkov_desktop.app.moments import moment_ms
from tarkov_desktop.app.texts import _, mark, when
from tarkov_desktop.domain.limits import MAX_DEVICE_NAME_LENGTH
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.lifetime import Errands, track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

SYSTEMS: Final = {"linux": "Linux", "windows": "Windows", "macos": "macOS", "other": mark("Another system")}


class DevicesColumn(Column):
    """The list; it is fetched when the section is opened, and after every change of it."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Devices"),
            _(
                "Computers on which you are, or were, signed in. The list is of your account, not of your squad."
            ),
            parent,
        )
        self._devices: Sequence[Device] = ()
        self._trouble = ""
        self._is_known = False
        self._signed_in = False
        self._was_exchanged = False
        self._errands = Errands(self)
        self.question: Question | None = None
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self._follow()))
        self._follow(is_first=True)

    def _follow(self, *, is_first: bool = False) -> None:
        state = self.context.cloud.state if self.context.cloud is not None else CloudState()
        is_signed_in = state.sign_in is SignIn.SIGNED_IN
        # The first exchange after a start tells the server about this computer.
        is_exchanged = state.standing.last_success_ms is not None
        is_other = (is_signed_in, is_exchanged) != (self._signed_in, self._was_exchanged)
        self._signed_in, self._was_exchanged = is_signed_in, is_exchanged
        if is_other and is_signed_in:
            self.fetch()
        if is_other or is_first:
            self.show_all()

    @property
    def devices(self) -> Sequence[Device]:
        """The devices as last fetched, the last seen first."""
        return self._devices

    def show_all(self) -> None:
        """Show what is known now."""
        self.clear()
        if not self._signed_in:
            self._say(_("Sign in first: the list belongs to an account."))
            return
        if self._trouble:
            notice = Notice(self._look, Role.CHECK, self._trouble, action=_("Try again"))
            notice.acted.connect(self.fetch)
            self.add(notice)
        if self._is_known and not self._devices:
            self._say(_("None yet: a computer is listed when it has exchanged something."))
        for device in self._devices:
            self._add_device(device)

    def fetch(self) -> None:
        """Ask the server for the list."""
        self._errands.start(self._fetch())

    def _say(self, sentence: str) -> None:
        self.add(Label(self._look, sentence, Text.BODY, Role.TEXT2, wraps=True))

    def _add_device(self, device: Device) -> None:
        words = [_(SYSTEMS.get(device.platform or "other", SYSTEMS["other"]))]
        if device.app_version:
            words.append(_("version {version}").format(version=device.app_version))
        if device.device_id == self._own_id():
            if self._is_streaming():
                self._say(_("This computer, and its name, are hidden in streamer mode."))
                return
            field = Field(self._look, _("Name of this computer"), width_px=220)
            field.setText(device.name or "")
            field.setMaxLength(MAX_DEVICE_NAME_LENGTH)
            field.editingFinished.connect(lambda: self._rename(field.text(), device.name or ""))
            self.add_row(_("This computer"), field, " · ".join([*words, _("in use now")]))
            return
        name = device.name or _("A computer without a name")
        if self._is_streaming():
            name = _("Another computer")
        words.append(_("last seen {time}").format(time=self._seen(device)))
        forget = Button(self._look, _("Forget…"), Kind.PLAIN)
        forget.setAccessibleName(_("Forget {name}").format(name=name))
        forget.clicked.connect(lambda: self._ask_forget(device, name))
        self.add_row(name, forget, " · ".join(words))

    def _is_streaming(self) -> bool:
        return is_streaming(self.context.session.account_document)

    def _own_id(self) -> str:
        link = self.context.cloud.link if self.context.cloud is not None else None
        return link.identity.device_id if link is not None else ""

    def _seen(self, device: Device) -> str:
        at_ms = moment_ms(device.last_seen_at)
        return _("never") if at_ms is None else when(at_ms, now_ms=self.context.now_ms())

    def _rename(self, name: str, before: str) -> None:
        link = self.context.cloud.link if self.context.cloud is not None else None
        if link is not None and name.strip() != before:
            link.rename_device(name)

    def _ask_forget(self, device: Device, name: str) -> None:
        self.question = Question(
            self._look,
            _("Forget {name}?").format(name=name),
            _(
                "It goes from this list, and nothing that was done on it is lost. It stays signed in: if it is used "
                "again, it is listed again. To end its sign-in, sign out everywhere."
            ),
            _("Forget"),
            parent=self.window(),
        )
        self.question.ask(lambda: self._errands.start(self._forget(device.device_id)))

    async def _forget(self, device_id: str) -> None:
        owned = self.context.cloud.owned if self.context.cloud is not None else None
        if owned is None:
            return
        answer = await owned.forget_device(device_id)
        self._trouble = "" if answer is None else trouble_words(answer)
        await self._fetch(keep_trouble=True)

    async def _fetch(self, *, keep_trouble: bool = False) -> None:
        owned = self.context.cloud.owned if self.context.cloud is not None else None
        if owned is None:
            return
        answer = await owned.devices()
        if isinstance(answer, Sequence):
            self._devices, self._is_known = answer, True
            self._trouble = self._trouble if keep_trouble else ""
        else:
            self._trouble = trouble_words(answer)
        self.show_all()


def build(context: PageContext) -> Column:
    """Return the section by itself."""
    return DevicesColumn(context)
