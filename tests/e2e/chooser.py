"""One real program that decides what becomes of the guest's progress, as a process that can be killed.

``python -m tests.e2e.chooser HOME CHOICE``: prints ``offered``, then decides, prints ``decided`` when it is on the
screen and ``saved`` when it is on the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tarkov_desktop.app.bootstrap import new_id, now_ms, open_program
from tarkov_desktop.app.cloud.guest_choice import GuestChoice, decide, guest_offer
from tarkov_desktop.app.options import Options


def main(home: Path, choice: GuestChoice) -> None:
    """Decide once."""
    with open_program(Options(home=home)) as program:
        offer = guest_offer(program, new_id=new_id, now_ms=now_ms)
        assert offer is not None
        print("offered", flush=True)
        decide(program, offer, choice)
        print("decided", flush=True)
        program.settle()
        print("saved", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), GuestChoice(sys.argv[2]))
