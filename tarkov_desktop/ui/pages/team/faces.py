"""What a member card shows, as a value: the conditions of the visual language, section 7, in words. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tarkov_desktop.app.moments import moment_ms
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card, LastDeed, SquadView
from tarkov_desktop.app.squad.statuses import Stated, status_now
from tarkov_desktop.app.texts import _, clock, duration, ngettext, number, when
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_hidden
from tarkov_desktop.domain.team_views import card_name
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Role

FACTIONS = ("USEC", "BEAR")
JUST_NOW_MS = 60_000
LONG_AGO_MS = 20 * 3_600_000


@dataclass(frozen=True, slots=True)
class Face:
    """One card, ready to paint. ``is_dim``: what is shown is not live. ``deed`` holds ``{name}``."""

    user: UserId
    name: str
    letters: str
    presence: Presence
    status: str
    status_icon: str
    status_role: Role
    is_self: bool = False
    is_owner: bool = False
    is_hidden: bool = False
    is_dim: bool = False
    level: int | None = None
    faction: str = ""
    done: int | None = None
    total: int = 0
    deed: str = ""
    deed_name: str = ""
    deed_when: str = ""
    foot: str = ""

    @property
    def share(self) -> float:
        """Tasks done of all, 0..1."""
        return min(1.0, self.done / self.total) if self.done and self.total else 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words of all cards depend on. ``retry_in_s`` is what is left of it now.

    ``factions`` are those of the mates whose progress is at hand; ``shared`` counts the tasks open for both.
    """

    session: Session
    me: UserId
    totals: Mapping[str, int]
    now_ms: int
    retry_in_s: int = 0
    is_streaming: bool = False
    factions: Mapping[UserId, str] = field(default_factory=dict)
    shared: Mapping[UserId, int] = field(default_factory=dict)

    def hides(self, user: UserId) -> bool:
        """True when the player has hidden *user*; nobody hides themselves."""
        return user != self.me and is_hidden(self.session.account_document, user)


def totals_of(catalog: Catalog) -> Mapping[str, int]:
    """Return how many tasks the mode has for each faction; "" (not told) is the greater of them."""
    totals = {
        faction: sum(task.faction in {"Any", faction} for task in catalog.tasks.values())
        for faction in FACTIONS
    }
    return {**totals, "": max(totals.values())}


def faces_of(view: SquadView, scene: Scene) -> tuple[Face, ...]:
    """Return the cards of the squad, oneself first, then the owner, then as they joined."""
    if view.squad is None:
        return ()
    cards = sorted(view.squad.cards.values(), key=lambda card: card.user != scene.me)
    as_of = clock(datetime.fromtimestamp(view.squad.as_of_ms / 1000).astimezone())
    return tuple(
        _face(card, place, scene, is_live=view.squad.is_live, as_of=as_of)
        for place, card in enumerate(cards, start=1)
    )


def shown_name(card: Card, place: int, scene: Scene) -> str:
    """Return the name on a card; *place* stands for it while streaming."""
    if card.user == scene.me:
        return _("You") if scene.is_streaming else card.name or _("You")
    if scene.is_streaming:
        return _("Teammate {number}").format(number=place)
    return card_name(card.name, None, card.user)


def map_name(session: Session, word: str | None) -> str:
    """Return the game's name of the map that a status names, "" for none and for one nobody knows."""
    maps = session.catalog.maps.values()
    return next((each.name for each in maps if word in {each.normalized_name, each.id}), "")


def _face(card: Card, place: int, scene: Scene, *, is_live: bool, as_of: str) -> Face:
    is_self = card.user == scene.me
    name = shown_name(card, place, scene)
    letters = name[:1].upper()
    if scene.is_streaming:
        letters = str(place)
    elif card.name is None and not is_self:
        letters = card.user[:2]
    is_fresh = is_self or (is_live and card.is_online)
    presence, words, icon, role = _standing(card, scene, is_live=is_live, as_of=as_of)
    faction = scene.session.derived.situation.faction if is_self else scene.factions.get(card.user, "")
    verb, thing, at = _deed_words(card, scene, is_live=is_live or is_self)
    return Face(
        card.user,
        name,
        letters,
        presence,
        words,
        icon,
        role,
        is_self=is_self,
        is_owner=card.is_owner,
        is_hidden=scene.hides(card.user),
        is_dim=not is_fresh,
        level=card.level,
        faction=faction,
        done=card.tasks_completed,
        total=scene.totals.get(faction, scene.totals[""]),
        deed=verb,
        deed_name=thing,
        deed_when=at,
        foot=_foot(card, scene, is_live=is_live),
    )


def _standing(card: Card, scene: Scene, *, is_live: bool, as_of: str) -> tuple[Presence, str, str, Role]:
    """Return the mark of the avatar and words, icon and colour of the status line."""
    if scene.hides(card.user):
        return Presence.NONE, _("Hidden in your views"), "eye-off-outline", Role.IGNORED
    if card.user == scene.me:
        return _own_standing(card, scene)
    if not is_live:
        words = _("as of {time} · not live").format(time=as_of)
        return Presence.NOT_LIVE, words, "clock-alert-outline", Role.CHECK
    if not card.is_online:
        seen_ms = moment_ms(card.updated_at)
        words = _("Offline")
        if seen_ms is not None:
            words = _("Offline · last seen {time}").format(time=when(seen_ms, now_ms=scene.now_ms))
        return Presence.OFFLINE, words, "circle-outline", Role.TEXT3
    return _status_line(status_now(card, scene.now_ms), scene)


def _status_line(status: Stated, scene: Scene) -> tuple[Presence, str, str, Role]:
    place = map_name(scene.session, status.map)
    match status.kind:
        case "looking":
            return Presence.LIVE, _("Looking for a squad"), "account-search-outline", Role.DONE
        case "ready":
            words = _("Ready on {map}").format(map=place) if place else _("Ready")
            return Presence.LIVE, words, "check-circle-outline", Role.DONE
        case "in_raid":
            words = _("In raid on {map}").format(map=place) if place else _("In raid")
            return Presence.IN_RAID, words, "crosshairs", Role.INFO
        case "away":
            return Presence.LIVE, _("Away"), "sleep", Role.TEXT2
        case _:
            return Presence.LIVE, _("Online"), "circle", Role.DONE


def _own_standing(card: Card, scene: Scene) -> tuple[Presence, str, str, Role]:
    status = status_now(card, scene.now_ms)
    presence, _words, icon, role = _status_line(status, scene)
    place = map_name(scene.session, status.map)
    match status.kind, place:
        case "looking", _place:
            words = _("You · looking for a squad")
        case "ready", "":
            words = _("You · ready")
        case "ready", _place:
            words = _("You · ready on {map}").format(map=place)
        case "in_raid", "":
            words = _("You · in raid")
        case "in_raid", _place:
            words = _("You · in raid on {map}").format(map=place)
        case "away", _place:
            words = _("You · away")
        case _:
            words = _("You")
    return presence, words, icon, role


def _deed_words(card: Card, scene: Scene, *, is_live: bool) -> tuple[str, str, str]:
    """Return what a member did last: a sentence with ``{name}``, the name, and when."""
    if card.last_deed is not None:
        return *deed_of(scene.session, card.last_deed), ago_words(
            card.last_deed.at_ms, scene.now_ms, is_live=is_live
        )
    changed_ms = moment_ms(card.updated_at)
    if changed_ms is None:
        return _("Nothing heard yet"), "", ""
    return _("Last change"), "", ago_words(changed_ms, scene.now_ms, is_live=is_live)


def deed_of(session: Session, deed: LastDeed) -> tuple[str, str]:
    """Return the sentence of a deed, with ``{name}`` where the task's name goes, and that name."""
    task = session.catalog.tasks.get(deed.task)
    name = task.name if task is not None else _("a task")
    if deed.is_failed:
        return _("Failed {name}"), name
    return (_("Finished {name}") if deed.is_complete else _("Reopened {name}")), name


def ago_words(at_ms: int, now_ms: int, *, is_live: bool) -> str:
    """Return how long ago that was; what is not live only has a clock time."""
    ago_ms = now_ms - at_ms
    if not at_ms:
        return ""
    if not is_live or ago_ms > LONG_AGO_MS:
        return when(at_ms, now_ms=now_ms)
    if ago_ms < JUST_NOW_MS:
        return _("just now")
    minutes, hours = ago_ms // 60_000, ago_ms // 3_600_000
    return _("{time} ago").format(time=duration(hours * 3600 if hours else minutes * 60))


def _foot(card: Card, scene: Scene, *, is_live: bool) -> str:
    if card.user == scene.me:
        return _("Owner · this computer") if card.is_owner else _("This computer")
    if not is_live and scene.retry_in_s > 0:
        return _("Trying again in {time}").format(time=duration(scene.retry_in_s))
    if not is_live:
        return _("Trying again now")
    if card.name is None and not scene.is_streaming:
        return _("No name known yet")
    shared = scene.shared.get(card.user)
    if shared is not None:
        return ngettext("You both have {count} task", "You both have {count} tasks", shared).format(
            count=number(shared)
        )
    if card.is_owner:
        return _("Owner")
    joined_ms = moment_ms(card.joined_at)
    if joined_ms is None:
        return ""
    return _("In the team since {time}").format(time=when(joined_ms, now_ms=scene.now_ms))
