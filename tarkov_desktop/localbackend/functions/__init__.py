"""Our real edge functions, run by Deno in one warm process behind ``/functions/v1``."""

from __future__ import annotations

from tarkov_desktop.localbackend.functions.endpoint import Functions
from tarkov_desktop.localbackend.functions.host import FunctionsHost, HostOptions

__all__ = ["Functions", "FunctionsHost", "HostOptions"]
