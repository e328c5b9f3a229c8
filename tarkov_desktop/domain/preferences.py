"""Preferences synced with the account, declared once: name, column, kind, default (progress document, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tarkov_desktop.domain.document import JsonValue


@dataclass(frozen=True, slots=True)
class Preference:
    """One synced preference; ``choices`` is empty for a switch, else the words allowed."""

    name: str
    column: str
    default: bool | str | None
    choices: tuple[str, ...] = ()

    def accepts(self, value: JsonValue) -> bool:
        """True when *value* may be stored; None stores the default."""
        if value is None:
            return True
        return value in self.choices if self.choices else isinstance(value, bool)


SORT_MODES: Final = ("default", "impact", "alphabetical", "level", "trader", "teammates", "xp")

TEAM_HIDE: Final = "teamHide"
"""The one preference that is a map: one register of truth per mate, ``preferences/teamHide/<userId>``."""

PREFERENCES: Final = (
    Preference("streamerMode", "streamer_mode", default=False),
    Preference("taskTeamHideAll", "task_team_hide_all", default=False),
    Preference("itemsTeamHideAll", "items_team_hide_all", default=False),
    Preference("itemsTeamHideHideout", "items_team_hide_hideout", default=False),
    Preference("mapTeamHideAll", "map_team_hide_all", default=False),
    Preference("itemsTeamHideNonFIR", "items_team_hide_non_fir", default=False),
    Preference("itemsHideNonFIR", "items_hide_non_fir", default=False),
    Preference("neededItemsKappaOnly", "needed_items_kappa_only", default=False),
    Preference("neededItemsGroupByItem", "needed_items_group_by_item", default=False),
    Preference(
        "neededItemsHideNonFirSpecialEquipment",
        "needed_items_hide_non_fir_special_equipment",
        default=False,
    ),
    Preference("showKappaTasks", "show_kappa_tasks", default=True),
    Preference("showLightkeeperTasks", "show_lightkeeper_tasks", default=True),
    Preference("showOtherTasks", "show_other_tasks", default=True),
    Preference("showIgnoredTasks", "show_ignored_tasks", default=False),
    Preference("showBlockedTasks", "show_blocked_tasks", default=False),
    Preference("taskSharedByAllOnly", "task_shared_by_all_only", default=False),
    Preference("taskSortMode", "task_sort_mode", default="impact", choices=SORT_MODES),
    Preference("taskSortDirection", "task_sort_direction", default=None, choices=("asc", "desc")),
    Preference("useAutomaticLevelCalculation", "use_automatic_level_calculation", default=False),
    Preference(
        "plannerIncludeMates", "planner_include_mates", default="online", choices=("none", "online", "all")
    ),
)

PREFERENCE_OF_NAME: Final = {preference.name: preference for preference in PREFERENCES}
