"""``python -m tarkov_desktop`` is the same as ``tarkov-desktop``."""

from __future__ import annotations

import sys

from tarkov_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
