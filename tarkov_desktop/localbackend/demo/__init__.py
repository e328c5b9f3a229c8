"""The demonstration: a throw-away backend, invented people with progress of their own, and bots that keep playing.

Everything goes through the public API, as other players' programs would do it; no account of anybody is touched.
"""

from __future__ import annotations

from tarkov_desktop.localbackend.demo.stage import Demo, DemoAddress, DemoOptions, demo_in_background

__all__ = ["Demo", "DemoAddress", "DemoOptions", "demo_in_background"]
