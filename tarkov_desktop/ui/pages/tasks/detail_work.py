"""What there is to do: the sections Objectives, Items and Keys of the detail pane, their amounts kept in place."""

from __future__ import annotations

from functools import partial
from typing import Final

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.ids import ObjectiveId
from tarkov_desktop.domain.item_needs import need_of_objective
from tarkov_desktop.domain.nodes import ObjectiveNode
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow, ObjectiveRow
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.pages.tasks.words import of_words
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.translation import WORDS
from tarkov_desktop.ui.widgets.marks import IconMark
from tarkov_desktop.ui.widgets.section import Section

_MOST_CHOICES: Final = 3
"""An objective that accepts more items than this is told by its own line."""


class WorkSections:
    """Builds the sections of one subject; :meth:`refresh` puts changed amounts in place without building anew."""

    def __init__(self, subject: Subject, actions: TaskActions) -> None:
        self._subject = subject
        self._actions = actions
        self.rows: dict[ObjectiveId, tuple[ObjectiveNode, ObjectiveRow]] = {}
        self.item_rows: dict[ObjectiveId, FactRow] = {}
        self._head: Section | None = None

    def objectives(self) -> Section | None:
        """Return the objectives, each with its tick, and a stepper where it is counted."""
        subject = self._subject
        if not subject.node.objectives:
            return None
        section = self._head = Section(subject.look, _("Objectives"))
        has_said_it = False
        for each in subject.node.objectives:
            row, has_said_it = self._objective_row(each, has_said_it=has_said_it)
            self.rows[each.objective.id] = (each, row)
            section.add(row)
        steppers = [row.stepper for _node, row in self.rows.values() if row.stepper is not None]
        widest = max((stepper.sizeHint().width() for stepper in steppers), default=0)
        for stepper in steppers:
            stepper.setMinimumWidth(widest)
        return section

    def items(self) -> Section | None:
        """Return the items that objectives ask for, each with what is there; none for those of too many choices."""
        subject = self._subject
        needs = [(each, need_of_objective(each)) for each in subject.node.objectives]
        named = [
            (each, need)
            for each, need in needs
            if need is not None and 0 < len(need.accepted) <= _MOST_CHOICES
        ]
        if not named:
            return None
        section = Section(subject.look, _("Items"), number(len(named)))
        for each, need in named:
            names = _(" or ").join(subject.item_name(item) for item in need.accepted)
            icon = "check-decagram-outline" if need.fir else "cube-outline"
            mark = IconMark(subject.look, icon, name=_("Found in raid") if need.fir else "")
            mark.setToolTip(_("Found in raid") if need.fir else "")
            row = FactRow(subject.look, names, mark=mark)
            self.item_rows[each.objective.id] = row
            section.add(row)
        return section

    def keys(self) -> Section | None:
        """Return the keys, each group once."""
        subject = self._subject
        groups = {keys for objective in subject.task.objectives for keys in objective.required_keys}
        groups |= {needed.keys for needed in subject.task.needed_keys}
        if not groups:
            return None
        section = Section(subject.look, _("Keys"), number(len(groups)))
        for keys in sorted(groups):
            names = _(" or ").join(subject.item_name(key) for key in keys)
            section.add(FactRow(subject.look, names, mark=IconMark(subject.look, "key-variant")))
        return section

    def refresh(self) -> None:
        """Put the amounts in place."""
        full = 0
        subject = self._subject
        is_open = not subject.is_read_only and subject.view.record.open
        for objective_id, (node, row) in self.rows.items():
            amount = subject.derived.amount(objective_id)
            is_full = amount.is_full(node.required)
            full += is_full
            row.show_amount(amount.got(node.required), is_full=is_full, is_open=is_open)
            item = self.item_rows.get(objective_id)
            if item is not None:
                have = f"{number(amount.got(node.required))} / {number(node.required)}"
                item.set_value(have, Role.DONE if is_full else Role.TEXT2)
        if self._head is not None and self._head.head is not None:
            self._head.head.set_count(of_words(full, len(self.rows)))

    def _objective_row(self, each: ObjectiveNode, *, has_said_it: bool) -> tuple[ObjectiveRow, bool]:
        """Return a row, and whether "found in raid" has been said in words by now: once in a section is enough."""
        subject, objective = self._subject, each.objective
        line = objective_line(subject.session.catalog, objective, WORDS, number=number)
        is_in_text = _("Found in raid").casefold() in line.text.casefold()
        row = ObjectiveRow(
            subject.look,
            line.text,
            required=each.required,
            is_counted=each.counted,
            is_found_in_raid=objective.found_in_raid,
            says_found_in_raid=not (has_said_it or is_in_text),
            is_read_only=subject.is_read_only,
        )
        row.ticked.connect(partial(self._actions.toggle, objective.id))
        row.count_asked.connect(partial(self._actions.set_count, objective.id))
        return row, has_said_it or objective.found_in_raid
