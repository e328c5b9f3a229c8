"""Questions before something is lost: leaving, disbanding, removing, handing over, a new code; and the new name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.domain.ids import TeamId, UserId
from tarkov_desktop.ui.pages.team.actions import TeamActions
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field

NAME_LENGTH = 60


class TeamQuestions:
    """Asks in the window of *owner* and hands the answer to the actions. *team* is the name as it may be shown."""

    def __init__(self, look: Look, actions: TeamActions, owner: QWidget) -> None:
        self._look = look
        self._actions = actions
        self._owner = owner

    def rename(self, squad: Squad, *, is_streaming: bool) -> None:
        """Ask for another name."""
        question = Question(
            self._look,
            _("Rename the team?"),
            _("Everybody in it sees the new name at once. Links and the code stay as they are."),
            _("Rename"),
            parent=self._owner.window(),
        )
        field = Field(self._look, _("Name of the team"))
        field.setMaxLength(NAME_LENGTH)
        if not is_streaming:
            field.setText(squad.team.name)
        question.body.addWidget(field)
        field.selectAll()
        field.setFocus()
        question.ask(lambda: self._rename(squad.team.id, field.text()))

    def leave(self, squad: Squad, team: str) -> None:
        """Ask a member, or an owner who is alone."""
        is_alone = len(squad.cards) == 1
        text = _(
            "You need a new invite to come back, and you cannot leave again for five minutes after that."
        )
        if is_alone:
            text = _("You are the last one in it, so the team, its code and its links are gone for good.")
        self._ask(
            _("Leave {team}?").format(team=team),
            f"{text} {_('Your own progress is unchanged.')}",
            _("Leave {team}").format(team=team),
            lambda: self._actions.leave(squad.team.id),
            is_danger=True,
        )

    def hand_over_and_leave(self, squad: Squad, team: str, heir: UserId, heir_name: str) -> None:
        """Ask an owner who goes."""
        text = _(
            "{name} becomes the owner. You need a new invite to come back. Your own progress is unchanged."
        )
        self._ask(
            _("Leave {team} to {name}?").format(team=team, name=heir_name),
            text.format(name=heir_name),
            _("Leave {team}").format(team=team),
            lambda: self._actions.leave(squad.team.id, transfer_to=heir),
            is_danger=True,
        )

    def disband(self, squad: Squad, team: str) -> None:
        """Ask the owner; the word has to be typed."""
        others = len(squad.cards) - 1
        lost = ngettext(
            "{count} other member loses the team, with its code and its links. Everybody keeps their own progress.",
            "{count} other members lose the team, with its code and its links. Everybody keeps their own progress.",
            others,
        ).format(count=others)
        self._ask(
            _("Disband {team}?").format(team=team),
            lost,
            _("Disband {team}").format(team=team),
            lambda: self._actions.leave(squad.team.id, disband=True),
            is_danger=True,
            typed_word=_("disband"),
        )

    def kick(self, squad: Squad, member: UserId, name: str) -> None:
        """Ask the owner."""
        text = _(
            "{name} sees nothing of the team any more and can only come back with a new invite. "
            "The code becomes another one, so all links sent before are void."
        )
        self._ask(
            _("Remove {name} from the team?").format(name=name),
            text.format(name=name),
            _("Remove {name}").format(name=name),
            lambda: self._actions.kick(squad.team.id, member),
            is_danger=True,
        )

    def transfer(self, squad: Squad, member: UserId, name: str) -> None:
        """Ask the owner."""
        text = _("You stay in the team, but only {name} can invite, rename and remove from then on.")
        self._ask(
            _("Make {name} the owner?").format(name=name),
            text.format(name=name),
            _("Make owner"),
            lambda: self._actions.transfer(squad.team.id, member),
            is_danger=True,
        )

    def rotate_code(self, squad: Squad) -> None:
        """Ask the owner."""
        self._ask(
            _("Make a new code?"),
            _("All links and codes sent before are void. Nobody leaves the team by it."),
            _("Make a new code"),
            partial(self._actions.rotate_code, squad.team.id),
        )

    def _rename(self, team: TeamId, name: str) -> None:
        self._actions.rename(team, " ".join(name.split()))

    def _ask(
        self,
        title: str,
        text: str,
        verb: str,
        act: Callable[[], object],
        *,
        is_danger: bool = False,
        typed_word: str = "",
    ) -> None:
        question = Question(
            self._look,
            title,
            text,
            verb,
            is_danger=is_danger,
            typed_word=typed_word,
            parent=self._owner.window(),
        )
        question.ask(act)
