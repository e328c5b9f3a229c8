"""What to tell a player whose operation is not possible now: what happened, what is safe, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tarkov_desktop.app.texts import _, listed, mark
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans.plan import Refusal, RefusalCode

_SENTENCES: Final[Mapping[RefusalCode, str]] = {
    RefusalCode.UNKNOWN_TASK: mark("The game data of this mode has no such task."),
    RefusalCode.UNKNOWN_OBJECTIVE: mark("The game data of this mode has no such objective."),
    RefusalCode.UNKNOWN_STATION: mark("The game data of this mode has no such hideout station."),
    RefusalCode.UNKNOWN_PART: mark("The game data of this mode has no such hideout part."),
    RefusalCode.UNKNOWN_TRADER: mark("The game data of this mode has no such trader."),
    RefusalCode.UNKNOWN_SKILL: mark("The game data of this mode has no such skill."),
    RefusalCode.ALREADY_COMPLETE: mark("The task is already complete."),
    RefusalCode.ALREADY_FAILED: mark("The task has already failed."),
    RefusalCode.ALREADY_AVAILABLE: mark("The task is already available."),
    RefusalCode.NOT_SETTLED: mark(
        "The task is neither complete nor failed, so there is nothing to take back."
    ),
    RefusalCode.TASK_CLOSED: mark("The task is complete or failed. Take it back first to change it."),
    RefusalCode.NOT_RESTARTABLE: mark("The game does not let this task be started again."),
    RefusalCode.NOTHING_TO_CONFIRM: mark("The task has no gate to confirm."),
    RefusalCode.NOT_FOR_THIS_PLAYER: mark("Faction, edition or prestige rule this task out."),
    RefusalCode.CONFLICT: mark("What is recorded contradicts this. Nothing was changed."),
    RefusalCode.OUT_OF_RANGE: mark("The value is out of range. Nothing was changed."),
    RefusalCode.TOO_LONG: mark("The text is too long. Nothing was changed."),
    RefusalCode.TOO_MANY_NOTES: mark("There is no room for more notes. Nothing was changed."),
    RefusalCode.LEVEL_BUILT: mark("The station level is built, so its parts cannot be changed."),
    RefusalCode.GIVEN_BY_EDITION: mark("The game edition gives this level, so it cannot be removed."),
    RefusalCode.NO_SUCH_LEVEL: mark("The station has no such level."),
}

_UNREADABLE: Final[Mapping[Unreadable, str]] = {
    Unreadable.TOO_LARGE: mark("The file is larger than 16 MiB. Nothing was changed."),
    Unreadable.NOT_UTF8: mark("The file is not text in UTF-8. Nothing was changed."),
    Unreadable.NOT_JSON: mark("The file is not JSON; it may be cut off. Nothing was changed."),
    Unreadable.TOO_DEEP: mark("The file is nested too deeply. Nothing was changed."),
    Unreadable.TOO_MANY_VALUES: mark("The file holds too many values. Nothing was changed."),
    Unreadable.NOT_PROGRESS: mark("This is not a progress file we know. Nothing was changed."),
    Unreadable.NEWER_VERSION: mark("The file was made by a newer version. Nothing was changed."),
    Unreadable.BAD_VERSION: mark("The file does not say its version. Nothing was changed."),
    Unreadable.OVER_LIMITS: mark("The file holds more than one mode can. Nothing was changed."),
}


def unreadable_sentence(why: Unreadable) -> str:
    """Return the sentence for a file that is refused as a whole."""
    return _(_UNREADABLE[why])


def sentence(refusal: Refusal, name_of: Callable[[TaskId], str] = str) -> str:
    """Return the sentence for *refusal*; ``name_of`` gives the name of a task that stands in the way."""
    text = _(_SENTENCES[refusal.code])
    least, most = refusal.choices.get("least"), refusal.choices.get("most")
    if least is not None and most is not None:
        text += " " + _("Allowed is {least} to {most}.").format(least=least, most=most)
    elif most is not None:
        text += " " + _("At most {most} is allowed.").format(most=most)
    if refusal.code is RefusalCode.CONFLICT and refusal.tasks:
        text += " " + _("Look at: {tasks}.").format(tasks=listed([name_of(task) for task in refusal.tasks]))
    return text
