"""Where the columns of a task row stand (visual language, section 6)."""

from __future__ import annotations

import pytest

from tarkov_desktop.ui.delegates.tasks import Room, task_columns
from tarkov_desktop.ui.theme.look import Look


def test_the_compact_columns_stand_where_they_are_drawn(look: Look) -> None:
    columns = task_columns(look.theme, 684, Room.WIDE)

    places = {
        "state": (16, 16),
        "tile": (42, 22),
        "where": (366, 112),
        "aside": (488, 52),
        "squad": (558, 56),
        "sort_value": (624, 44),
    }
    assert {name: getattr(columns, name) for name in places} == places
    assert columns.name[0] == 74


def test_narrow_rows_do_without_squad_and_marks(look: Look) -> None:
    columns = task_columns(look.theme, 524, Room.NARROW)

    assert columns.squad[1] == columns.marks[1] == 0
    assert columns.where[1] == 86


def test_comfortable_rows_have_no_map_column(look: Look) -> None:
    columns = task_columns(look.theme, 684, Room.WIDE, is_comfortable=True)

    assert columns.where[1] == 0
    assert columns.name[0] == 88


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_in_one_column_the_map_gives_way_to_the_name(look: Look, scale: float) -> None:
    look.set_scale(scale)

    columns = task_columns(look.theme, 640, Room.SINGLE)

    assert columns.name[1] >= look.theme.px(180) or columns.where[1] == 0
    assert columns.where[1] >= 0
