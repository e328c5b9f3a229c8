"""Who is present on a topic, as the clients say themselves."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    ref: str
    payload: dict[str, Any]
    previous_ref: str | None = None

    def meta(self) -> dict[str, Any]:
        refs = {"phx_ref": self.ref}
        if self.previous_ref is not None:
            refs["phx_ref_prev"] = self.previous_ref
        return {**self.payload, **refs}


class Presence:
    """One topic's presence: an entry per tracking channel, shown grouped by key."""

    def __init__(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def state(self) -> dict[str, Any]:
        """The whole state, as ``presence_state`` carries it."""
        return _grouped(*self._entries.values())

    def track(self, channel: Hashable, key: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Put *channel* in, or renew it; the ``presence_diff`` to tell the others, none when nothing changed."""
        before = self._entries.get(channel)
        if before is not None and before.payload == payload:
            return None
        ref = base64.urlsafe_b64encode(secrets.token_bytes(12)).decode()
        entry = _Entry(key, ref, payload, before.ref if before is not None else None)
        self._entries[channel] = entry
        return {"joins": _grouped(entry), "leaves": _grouped(before) if before is not None else {}}

    def untrack(self, channel: Hashable) -> dict[str, Any] | None:
        """Take *channel* out; the ``presence_diff``, none when it was not in."""
        before = self._entries.pop(channel, None)
        return None if before is None else {"joins": {}, "leaves": _grouped(before)}


def _grouped(*entries: _Entry) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for entry in entries:
        groups.setdefault(entry.key, {"metas": []})["metas"].append(entry.meta())
    return groups
