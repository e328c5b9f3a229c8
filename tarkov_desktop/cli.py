"""The only entry point: ``tarkov-desktop [COMMAND]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tarkov_desktop import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 could not, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="tarkov-desktop", description="Companion for Escape from Tarkov.")
    parser.add_argument("--version", action="version", version=f"Tarkov Desktop {__version__}")
    parser.parse_args(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
