"""Operations on the hideout: station levels and the parts collected for them."""

from __future__ import annotations

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import PartId, StationId
from tarkov_desktop.domain.plans import hideout as plans


def build_level(session: Session, station: StationId, level: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Build a station up to *level*, with the parts of every level that was missing."""
    return carry_out(
        session,
        "build_level",
        lambda on: plans.plan_build(on.graph, on.document, on.account, station, level),
        subject=f"{station}-{level}",
        asked=asked,
    )


def remove_level(session: Session, station: StationId, level: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Take a station down below *level*; stations that needed it stay as they are."""
    return carry_out(
        session,
        "remove_level",
        lambda on: plans.plan_removal(on.graph, on.document, on.account, station, level),
        subject=f"{station}-{level}",
        asked=asked,
    )


def set_part_count(session: Session, part: PartId, count: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set how many items of a part are there, kept within 0 and what it needs."""
    return carry_out(
        session,
        "set_part_count",
        lambda on: plans.plan_part_count(on.graph, on.document, on.account, part, count),
        subject=part,
        asked=asked,
    )


def toggle_part(session: Session, part: PartId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Fill a part, or take one item off a full one."""
    return carry_out(
        session,
        "toggle_part",
        lambda on: plans.plan_part_toggle(on.graph, on.document, on.account, part),
        subject=part,
        asked=asked,
    )
