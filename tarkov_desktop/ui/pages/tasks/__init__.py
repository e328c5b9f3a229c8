"""The page Tasks: tabs by state, filters, a painted list, and the chosen task beside it.

``page`` decides what is shown and hears what is asked; ``frame`` makes the parts and gives them their form.

* Which tasks: ``filters`` what passes, ``sight`` through whose eyes, ``listing`` in which order, ``tree`` as a tree;
  ``row_maker`` prepares a row when it is first looked at, ``empty_list`` says why there is none.
* What leads it: ``filter_bar`` with ``filter_menus`` and ``whose_menu``, ``tree_bar`` with ``tree_steering``,
  ``selection_bar``, and ``squad_watch``, which follows teammates once a frame.
* What is done: ``commands`` for keys and buttons of the list, ``actions`` for the operations and the words after them.
* One task: ``detail`` and its sections ``detail_*``, each built from a ``subject``: the task as one member has it.
"""

from __future__ import annotations

from tarkov_desktop.app.texts import number
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.page import TasksPage


def build(context: PageContext) -> TasksPage:
    """Make the page."""
    return TasksPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many tasks are available."""
    count = context.session.derived.counts()[DisplayState.AVAILABLE]
    return number(count) if count else ""
