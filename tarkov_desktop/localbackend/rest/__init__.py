"""The REST half of the stand-in: the part of PostgREST that the public clients and our functions speak.

A request becomes a parsed query (``parse``), the query becomes one SQL statement with bound values (``reading``, ``writing``,
``calling``), and the statement runs in one transaction as the role of the caller's token (``transaction``). What is not
implemented answers 501 ``LB501``; nothing is ignored.
"""

from __future__ import annotations

from tarkov_desktop.localbackend.rest.endpoint import Rest

__all__ = ["Rest"]
