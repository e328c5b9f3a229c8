"""Teams and members as the server tells them (backend 11). Light: nothing of the network is imported here."""

from __future__ import annotations

import msgspec

from tarkov_desktop.domain.ids import GameMode, TeamId, UserId


class MemberStatus(msgspec.Struct, frozen=True):
    """What a member says of themselves; ``kind`` is none, looking, ready, in_raid or away."""

    kind: str = "none"
    map: str | None = None
    note: str | None = None
    until: str | None = None


class Profile(msgspec.Struct, frozen=True, rename="camel"):
    """A member as the members API shows them; None where nothing is known."""

    display_name: str | None = None
    level: int | None = None
    tasks_completed: int | None = None
    role: str = "member"
    joined_at: str = ""
    rev: int = 0
    season: int = 0
    updated_at: str | None = None
    status: MemberStatus = MemberStatus()


class Team(msgspec.Struct, frozen=True, rename="camel"):
    """A team; ``topic`` is its live channel now, ``join_code`` is told only to whoever made it."""

    id: TeamId
    name: str
    game_mode: GameMode
    owner_id: UserId
    max_members: int
    topic: str | None = None
    join_code: str | None = None


class Members(msgspec.Struct, frozen=True):
    """One snapshot of a team: ids owner first, a profile for each."""

    members: list[UserId]
    profiles: dict[UserId, Profile]
    team: Team
