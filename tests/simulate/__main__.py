"""``python -m tests.simulate [--schedules N] [--seed S]``: plays seeds S, S+1, … and says what was injected."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections import Counter

from tests.simulate.world import World


def main() -> int:
    """Exit 0 when every schedule ended as promised; a failing one prints its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    injected: Counter[str] = Counter()
    edits = failures = 0
    for seed in range(options.seed, options.seed + options.schedules):
        world = World(seed)
        wrong = asyncio.run(world.run())
        injected += world.injected
        edits += len(world.edits)
        if wrong:
            failures += 1
            print(f"seed {seed}: replay with --schedules 1 --seed {seed}", *wrong, sep="\n  ")
    print(f"{options.schedules} schedules, {edits} edits, {failures} failed")
    for what, count in sorted(injected.items()):
        print(f"  {what:<40}{count:>9}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
