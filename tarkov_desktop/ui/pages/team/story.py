"""The words of what happened in the squad: one line for each happening, as parts to paint."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.ui.pages.team.faces import Face, Scene, ago_words, map_name
from tarkov_desktop.ui.theme.shapes import Presence

LINES: Final = 8
_PLACE: Final = re.compile(r"(\{mate\}|\{thing\})")

OF_MATE: Final = {
    What.FINISHED: mark("{mate} finished {thing}"),
    What.FAILED: mark("{mate} failed {thing}"),
    What.REOPENED: mark("{mate} reopened {thing}"),
    What.LEVEL: mark("{mate} reached level {thing}"),
    What.LOOKING: mark("{mate} is looking for a squad"),
    What.READY: mark("{mate} is ready on {thing}"),
    What.IN_RAID: mark("{mate} entered a raid on {thing}"),
    What.AWAY: mark("{mate} is away"),
    What.JOINED: mark("{mate} joined the team"),
    What.LEFT: mark("{mate} is no longer in the team"),
}
OF_ONESELF: Final = {
    What.FINISHED: mark("{mate} finished {thing}"),
    What.FAILED: mark("{mate} failed {thing}"),
    What.REOPENED: mark("{mate} reopened {thing}"),
    What.LEVEL: mark("{mate} reached level {thing}"),
    What.LOOKING: mark("{mate} are looking for a squad"),
    What.READY: mark("{mate} are ready on {thing}"),
    What.IN_RAID: mark("{mate} entered a raid on {thing}"),
    What.AWAY: mark("{mate} are away"),
    What.JOINED: mark("{mate} joined the team"),
    What.LEFT: mark("{mate} left the team"),
}
WITHOUT_MAP: Final = {
    (What.READY, False): mark("{mate} is ready"),
    (What.READY, True): mark("{mate} are ready"),
    (What.IN_RAID, False): mark("{mate} entered a raid"),
    (What.IN_RAID, True): mark("{mate} entered a raid"),
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line: an avatar, a sentence in parts (text, whether it is a name), and when it was."""

    letters: str
    presence: Presence
    is_self: bool
    parts: tuple[tuple[str, bool], ...]
    when: str

    @property
    def sentence(self) -> str:
        """The sentence in one piece."""
        return "".join(text for text, _is_name in self.parts)


def story_lines(
    story: Sequence[Happening], faces: Mapping[UserId, Face], scene: Scene, *, is_live: bool
) -> tuple[StoryLine, ...]:
    """Return the last happenings, newest first, without those of members the player has hidden."""
    shown = [each for each in reversed(story) if not scene.hides(each.user)]
    return tuple(_line(each, faces.get(each.user), scene, is_live=is_live) for each in shown[:LINES])


def _line(happening: Happening, face: Face | None, scene: Scene, *, is_live: bool) -> StoryLine:
    is_self = happening.user == scene.me
    thing = _thing(happening, scene)
    template = (OF_ONESELF if is_self else OF_MATE)[happening.what]
    if not thing:
        template = WITHOUT_MAP.get((happening.what, is_self), template)
    mate = _("You") if is_self else _mate(happening, face, scene)
    values = {"{mate}": mate, "{thing}": thing}
    parts = tuple(
        (values.get(part, part), part in values)
        for part in _PLACE.split(_(template))
        if values.get(part, part)
    )
    return StoryLine(
        face.letters if face is not None else mate[:1].upper(),
        face.presence if face is not None else Presence.OFFLINE,
        is_self,
        parts,
        ago_words(happening.at_ms, scene.now_ms, is_live=is_live),
    )


def _mate(happening: Happening, face: Face | None, scene: Scene) -> str:
    if face is not None:
        return face.name
    return happening.name if happening.name and not scene.is_streaming else _("A teammate")


def _thing(happening: Happening, scene: Scene) -> str:
    if happening.task is not None:
        task = scene.session.catalog.tasks.get(happening.task)
        return task.name if task is not None else _("a task")
    return str(happening.level) if happening.level else map_name(scene.session, happening.map)
