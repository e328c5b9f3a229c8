"""What is known of a squad, as a value, and how snapshots and broadcasts move it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from tarkov_desktop.app.squad.happenings import Happening
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode, TaskId, UserId
from tarkov_desktop.remote.team_records import Members, MemberStatus, Profile, Team

NO_STATUS: Final = MemberStatus()
DISBANDED: Final = "disbanded"
ENDS: Final = frozenset({"kicked", "left", "account_deleted", DISBANDED})
"""The kinds of membership messages after which somebody is in the team no more."""
_UNSTATED_LEVEL: Final = 1
"""What a document says that has no level (progress-document 2): the player's own card says so too."""


@dataclass(frozen=True, slots=True)
class LastDeed:
    """The last thing a member did that we heard of; ``at_ms`` is server time, Unix milliseconds."""

    task: TaskId
    is_complete: bool
    is_failed: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Card:
    """One member; None where the server told nothing of them. ``order`` is the (season, rev) of what is shown."""

    user: UserId
    name: str | None = None
    level: int | None = None
    tasks_completed: int | None = None
    is_owner: bool = False
    joined_at: str = ""
    status: MemberStatus = NO_STATUS
    order: tuple[int, int] = (0, 0)
    updated_at: str | None = None
    last_deed: LastDeed | None = None
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Squad:
    """A team with its cards, owner first. ``as_of_ms`` is when the snapshot came; ``is_live`` whether broadcasts come."""

    team: Team
    cards: Mapping[UserId, Card]
    as_of_ms: int
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class SquadView:
    """What the team page shows. ``squad`` None: in no team of this mode.

    ``gone`` says why the squad ended (kicked, disbanded …) until dismissed; ``trouble`` is a code while the server
    cannot be asked; ``is_known`` is False until the first answer.
    """

    mode: GameMode
    squad: Squad | None = None
    is_known: bool = False
    gone: str = ""
    gone_name: str = ""
    trouble: str = ""
    retry_in_s: float = 0.0
    malformed: int = 0
    mates_serial: int = 0
    """Counts up when the progress of mates is known anew."""
    story: tuple[Happening, ...] = ()
    """What members did while we were listening, oldest first, the last thirty."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A broadcast changed one card (``user``), or said nothing new (``user`` None)."""

    squad: Squad
    user: UserId | None = None


@dataclass(frozen=True, slots=True)
class FetchAgain:
    """The broadcast cannot be shown from what is here: ask the members API. ``reason`` is for the log.

    ``is_malformed`` counts it; a whole message about a newcomer who is not shown yet is none of those.
    """

    reason: str
    is_malformed: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """We are not in the team any more; ``kind`` is kicked, left, disbanded or account_deleted."""

    kind: str


Effect: TypeAlias = Moved | FetchAgain | Gone


def from_snapshot(members: Members, known: Squad | None, *, now_ms: int) -> Squad:
    """Return the squad of a fresh snapshot; what only broadcasts tell (deeds, lights) is kept."""
    old = known.cards if known is not None and known.team.id == members.team.id else {}
    cards = {
        user: _card(user, members.profiles.get(user), old.get(user), members.team) for user in members.members
    }
    return Squad(members.team, cards, now_ms, is_live=known is not None and known.is_live)


def _card(user: UserId, profile: Profile | None, old: Card | None, team: Team) -> Card:
    if profile is None:
        return replace(old or Card(user), is_owner=user == team.owner_id)
    order = (profile.season, profile.rev)
    if old is not None and old.order > order and old.order[0] == order[0]:
        # A broadcast overtook the snapshot: its numbers are newer.
        return replace(
            old, is_owner=user == team.owner_id, status=profile.status, joined_at=profile.joined_at
        )
    return Card(
        user,
        profile.display_name or (old.name if old else None),
        _UNSTATED_LEVEL if profile.level is None else profile.level,
        profile.tasks_completed or 0,
        user == team.owner_id,
        profile.joined_at,
        profile.status,
        order,
        profile.updated_at,
        old.last_deed if old else None,
        old.is_online if old else False,
    )


@dataclass(frozen=True, slots=True)
class _Message:
    """A broadcast read with care; every getter gives None for a value of another type."""

    payload: Mapping[str, JsonValue] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        value = self.payload.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        value = self.payload.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def order(self) -> tuple[int, int] | None:
        rev = self.number("rev")
        return None if rev is None else (self.number("season") or 0, rev)


def hear(squad: Squad, event: str, payload: Mapping[str, JsonValue], *, me: UserId) -> Effect:
    """Return what a broadcast of the squad's topic changes.

    Late and doubled ones change nothing; one about an unknown member, or of an unknown form, asks for a snapshot.
    """
    message = _Message(payload)
    match event:
        case "progress" | "task-update":
            return _progress(squad, event, message)
        case "membership":
            return _membership(message, me)
        case "status":
            return _status(squad, message)
        case _:
            return FetchAgain(f"unknown event {event[:20]}", is_malformed=True)


def _progress(squad: Squad, event: str, message: _Message) -> Effect:
    order, user = message.order(), message.text("userId")
    if order is None or user is None:
        return FetchAgain("progress not understood", is_malformed=True)
    card = squad.cards.get(UserId(user))
    if card is None:
        return FetchAgain("progress of nobody shown")
    if message.text("gameMode") != squad.team.game_mode or order < card.order:
        return Moved(squad)
    if event == "task-update":
        return _deed(squad, card, message, order)
    if message.payload.get("bulk") is True:
        return FetchAgain("many tasks at once")
    level = message.number("level")
    changed = replace(
        card,
        name=message.text("displayName") or card.name,
        level=_UNSTATED_LEVEL if level is None else level,
        tasks_completed=message.number("tasksCompleted") or 0,
        order=order,
    )
    return Moved(_with(squad, changed), card.user)


def _deed(squad: Squad, card: Card, message: _Message, order: tuple[int, int]) -> Effect:
    task, at_ms = message.text("taskId"), message.number("at")
    if task is None:
        return FetchAgain("task-update without task", is_malformed=True)
    deed = LastDeed(
        TaskId(task),
        is_complete=message.payload.get("complete") is True,
        is_failed=message.payload.get("failed") is True,
        at_ms=at_ms or 0,
    )
    return Moved(_with(squad, replace(card, last_deed=deed, order=order)), card.user)


def _membership(message: _Message, me: UserId) -> Effect:
    kind = message.text("kind") or ""
    if kind == DISBANDED or (kind in ENDS and message.text("userId") == me):
        return Gone(kind)
    return FetchAgain(f"membership {kind[:20]}", is_malformed=not kind)


def _status(squad: Squad, message: _Message) -> Effect:
    user, kind = message.text("userId"), message.text("kind")
    if user is None or kind is None:
        return FetchAgain("status not understood", is_malformed=True)
    card = squad.cards.get(UserId(user))
    if card is None:
        return FetchAgain("status of nobody shown")
    status = MemberStatus(kind, message.text("map"), message.text("note"), message.text("until"))
    return Moved(_with(squad, replace(card, status=status)), card.user)


def see(squad: Squad, present: AbstractSet[str]) -> Squad:
    """Return the squad with the lights of those who are present on."""
    cards = {user: replace(card, is_online=user in present) for user, card in squad.cards.items()}
    return replace(squad, cards=cards)


def with_own(squad: Squad, me: UserId, *, name: str | None, level: int, tasks_completed: int) -> Squad:
    """Return the squad with our own card as this computer knows it, without a round trip."""
    card = squad.cards.get(me)
    if card is None:
        return squad
    return _with(squad, replace(card, name=name or card.name, level=level, tasks_completed=tasks_completed))


def _with(squad: Squad, card: Card) -> Squad:
    return replace(squad, cards={**squad.cards, card.user: card})
