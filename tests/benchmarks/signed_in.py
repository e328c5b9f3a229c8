"""One player's computer as processes of their own: ``python -m tests.benchmarks.signed_in sign-in|weigh …``.

``sign-in HOME URL KEY PERSON`` prints what the keyring then holds; ``weigh`` with the same words reads that from its
input, starts as a program does whose player signed in some day before, and prints its weight in MB once a squad of
so many MEMBERS (the last word) stands in the window.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from tarkov_desktop.demo_windows import Desk, MemoryKeyring
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.ui.eventloop import QtLoop
from tarkov_desktop.ui.window import keep_showing, make_application

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.demo import DemoAddress

SETTLE_S: Final = 3.0
LIVE_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Address:
    """What a desk needs of :class:`DemoAddress`, without the local backend's packages: a player's program has none."""

    url: str
    anon_key: str
    person: str

    def open_url(self, authorize_url: str) -> None:
        """Walk the sign-in as the person's browser would."""
        with urllib.request.urlopen(f"{authorize_url}&as={self.person}", timeout=15) as answer:
            answer.read()


async def sign_in(desk: Desk, keyring: MemoryKeyring) -> str:
    """Sign in and return what the keyring holds."""
    await desk.sign_in()
    await desk.hub.close()
    return json.dumps([[*name, secret] for name, secret in keyring.secrets.items()])


async def weigh(desk: Desk, members: int) -> float:
    """Show the window until the squad stands in it; return the proportional set size in MB."""
    left, painted, together = asyncio.Event(), asyncio.Event(), asyncio.Event()
    app = make_application()

    def count(_: object) -> None:
        view = desk.hub.state.squad
        if view is not None and view.squad is not None and len(view.squad.cards) >= members:
            together.set()

    desk.hub.changed.subscribe(count)
    window = asyncio.create_task(keep_showing(app, desk.options, desk.hub, left, desk.switched, painted.set))
    await painted.wait()
    await asyncio.wait_for(together.wait(), LIVE_WITHIN_S)
    await asyncio.sleep(SETTLE_S)
    weight = _weight_mb()
    left.set()
    await window
    return weight


def _weight_mb() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Do the one or the other and print what comes of it."""
    what, home, *address = sys.argv[1:6]
    keyring = MemoryKeyring()
    with asyncio.Runner(loop_factory=lambda: QtLoop(make_application())) as runner:
        desk = runner.run(_desk(Address(*address), Path(home), keyring))
        if what == "sign-in":
            print(runner.run(sign_in(desk, keyring)))
        else:
            keyring.secrets.update(
                {(service, name): secret for service, name, secret in json.load(sys.stdin)}
            )
            print(runner.run(weigh(desk, int(sys.argv[6]))))


async def _desk(address: Address, folder: Path, keyring: MemoryKeyring) -> Desk:
    return Desk(cast("DemoAddress", address), folder, PVP, keyring)


if __name__ == "__main__":
    main()
