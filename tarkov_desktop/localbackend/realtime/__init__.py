"""The Realtime half of the stand-in: channels over WebSocket as Supabase Realtime offers them.

A socket (``connection``) speaks one of two framings (``frames``) and carries channels (``channel``), each let in by the real
policies on realtime.messages (``policies``). The ``hub`` knows who listens where; what it fans out comes from other channels,
from HTTP (``http``) and from the database's log (``feed``, ``changes``).
"""

from __future__ import annotations

from tarkov_desktop.localbackend.realtime.endpoint import Realtime
from tarkov_desktop.localbackend.realtime.limits import Limits

__all__ = ["Limits", "Realtime"]
