"""Why no task is listed, and what to drop so that some are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.ui.pages.tasks.filters import TaskFilter
from tarkov_desktop.ui.pages.tasks.listing import TaskListing

_DROP_WORDS: Final = {
    "text": mark("Drop the text"),
    "traders": mark("Drop the trader"),
    "places": mark("Drop the map"),
    "is_kappa": mark("Drop Kappa"),
    "is_lightkeeper": mark("Drop Lightkeeper"),
    "whose": mark("Show mine"),
}


@dataclass(frozen=True, slots=True)
class WhyEmpty:
    """What the empty list says; ``drops`` are the filter's fields that its button drops."""

    icon: str
    sentence: str
    why: str = ""
    action: str = ""
    drops: tuple[str, ...] = ()


def why_empty(listing: TaskListing, task_filter: TaskFilter) -> WhyEmpty:
    """Return why *task_filter* lets nothing through."""
    mate = listing.sight.mate
    if mate is not None and mate.member.derived is None:
        words = _("The progress of {name} is not here yet").format(name=mate.name)
        return WhyEmpty("account-clock-outline", words, "", _(_DROP_WORDS["whose"]), ("whose",))
    used = task_filter.used()
    if not used:
        return WhyEmpty("clipboard-check-outline", _("Nothing here"), _("No task is in this state now."))
    narrowing = [name for name in used if name != "whose"]
    if not narrowing:
        nobody = _("No task is in this state for everyone.")
        why = _("{name} has no task in this state.").format(name=mate.name) if mate is not None else nobody
        return WhyEmpty(
            "clipboard-check-outline", _("Nothing here"), why, _(_DROP_WORDS["whose"]), ("whose",)
        )
    helping = [name for name in narrowing if listing.shown(task_filter.without(name))[0]]
    action = _(_DROP_WORDS[helping[0]]) if helping else _("Drop all filters")
    drops = tuple(helping[:1]) or tuple(used)
    return WhyEmpty("magnify", _("No task passes these filters"), "", action, drops)
