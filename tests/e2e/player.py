"""One real program without a window, as a process: edits, tells what is on its disk, syncs until it is killed.

``python -m tests.e2e.player HOME URL ANON_KEY NAME PREFIX EDITS``. The first start signs in through the browser that NAME
clicks through; later ones go on from the keyring of this test, a file beside the home. Each edit counts an objective of
its own, ``<PREFIX><number>``; its line ``saved N`` is printed when it is on the disk. With EDITS 0 it only exchanges
everything, prints ``settled`` and the values it shows, and ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from tarkov_desktop.app.bootstrap import Program, new_id, open_program
from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.cloud.signing_in import make_account_file, sign_in
from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.remote.address import a_backend
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.tokens import SignedIn
from tarkov_desktop.sync.outcome import Synchronised

PATH = "taskObjectives/{key}/count"


@dataclass(slots=True)
class FileKeyring:
    """A keyring that outlives a killed process; for these tests only."""

    file: Path

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret."""
        secret: str | None = self._all().get(f"{service} {username}")
        return secret

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret; whole or not at all."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({**self._all(), f"{service} {username}": password}), encoding="utf-8")
        fresh.replace(self.file)

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""
        self.file.unlink()

    def _all(self) -> dict[str, str]:
        found: dict[str, str] = (
            json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        )
        return found


@dataclass(frozen=True, slots=True)
class Orders:
    """What the test asked for."""

    home: Path
    url: str
    anon_key: str
    name: str
    prefix: str
    edits: int

    @property
    def counter(self) -> Path:
        """Where the number of the next edit stands, so that a restarted program repeats none."""
        return self.home / "next-edit"


async def main(orders: Orders) -> None:
    """Sign in if need be, then play or settle."""
    options = Options(home=orders.home)
    keyring = FileKeyring(orders.home / "keyring.json")
    backend = a_backend(orders.url, orders.anon_key)
    async with await Connection.open(backend, keyring=keyring) as connection:
        if not keyring.file.exists():
            await sign_in_first(orders, options, connection)
        with open_program(options, post=asyncio.get_running_loop().call_soon_threadsafe) as program:
            assert await connection.tokens.resume(program.account)
            link = CloudLink(program.session, connection, program.account, new_id=new_id)
            await (play(orders, program, link) if orders.edits else settle(program, link))


async def sign_in_first(orders: Orders, options: Options, connection: Connection) -> None:
    """Walk through the browser."""

    def browse(url: str) -> None:
        with httpx.Client(verify=False, trust_env=False, follow_redirects=True) as browser:
            browser.get(f"{url}&as={orders.name}")

    signed_in = await sign_in(connection, "discord", open_url=browse)
    assert isinstance(signed_in, SignedIn), signed_in
    with open_program(options) as program:
        make_account_file(program.folders, signed_in.user_id, new_id=new_id)


async def play(orders: Orders, program: Program, link: CloudLink) -> None:
    """Edit and sync at once, until everything asked for is done or the process is killed."""
    running = asyncio.create_task(link.run())
    first = int(orders.counter.read_text()) if orders.counter.exists() else 1
    for number in range(first, first + orders.edits):
        # Before the edit: a number that was begun is never used again, whatever happens next.
        orders.counter.write_text(str(number + 1))
        path = PATH.format(key=f"{orders.prefix}{number}")
        program.session.carry_out(Plan((Write(path, number),)), mode=PVP, step=Step("count", Origin.USER))
        await asyncio.to_thread(program.settle)
        print(f"saved {number}", flush=True)
        await asyncio.sleep(0.01)
    running.cancel()


async def settle(program: Program, link: CloudLink) -> None:
    """Exchange everything and tell what is shown."""
    for _ in range(3):
        outcome = await link.once()
        assert isinstance(outcome, Synchronised), outcome
    assert link.standing.waiting == 0
    shown = {
        path: entry.value
        for path, entry in program.session.at(PVP).document.entries.items()
        if path.startswith("taskObjectives/")
    }
    print("settled", json.dumps(shown), flush=True)


if __name__ == "__main__":
    home, url, anon_key, name, prefix, edits = sys.argv[1:]
    asyncio.run(main(Orders(Path(home), url, anon_key, name, prefix, int(edits))))
