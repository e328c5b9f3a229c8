"""What people type for a trader, station, skill or map: its id, or a name of it; the id is what goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import SkillId, StationId, TraderId

Id = TypeVar("Id", bound=str)


class Named(Protocol):
    """A record of the game that has a name."""

    @property
    def name(self) -> str:
        """The name that is shown."""
        ...


def is_named(typed: str, key: str, record: Named) -> bool:
    """True when *typed* is the id, the name or the normalized name of *record*, in any case."""
    names = (key, record.name, getattr(record, "normalized_name", ""))
    return typed.casefold() in {name.casefold() for name in names if name}


def trader_id(catalog: Catalog, typed: str) -> TraderId:
    """Return the trader meant; what names none comes back as it is, for the rules to refuse."""
    return _id_of(catalog.traders, typed, TraderId(typed))


def station_id(catalog: Catalog, typed: str) -> StationId:
    """Return the hideout station meant, or what was typed."""
    return _id_of(catalog.stations, typed, StationId(typed))


def skill_id(catalog: Catalog, typed: str) -> SkillId:
    """Return the skill meant, or what was typed."""
    return _id_of(catalog.skills, typed, SkillId(typed))


def _id_of(records: Mapping[Id, Named], typed: str, otherwise: Id) -> Id:
    if otherwise in records:
        return otherwise
    return next((key for key, record in records.items() if is_named(typed, key, record)), otherwise)
