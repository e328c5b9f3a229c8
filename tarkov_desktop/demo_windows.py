"""The windows of ``tarkov-desktop demo``: several computers on one screen, each with a home and a keyring of its own.

Part of the command line's floor: it hands the local backend's people to the program, and either lets a person play
with the windows or plays a script on them (:mod:`tarkov_desktop.demo_script`).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tarkov_desktop.app.bootstrap import new_id, open_program
from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.ids import GameMode

if TYPE_CHECKING:
    import argparse

    from tarkov_desktop.localbackend.demo import DemoAddress

SIGN_IN_WITHIN_S: Final = 90.0


class DemoError(Exception):
    """The demonstration could not go on; the message says where."""


@dataclass(slots=True)
class MemoryKeyring:
    """A keyring that is forgotten with the process: the demonstration leaves nothing on the computer."""

    secrets: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret."""
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""
        self.secrets.pop((service, username), None)


class Desk:
    """One invented person's computer: address, home, keyring, and the hub that a window will hold."""

    def __init__(
        self, address: DemoAddress, folder: Path, mode: GameMode, keyring: MemoryKeyring | None = None
    ) -> None:
        self.address = address
        self.name = address.person
        self.mode = mode
        self.options = Options(
            home=folder / address.person, supabase_url=address.url, supabase_anon_key=address.anon_key
        )
        self.switched = asyncio.Event()
        self.hub = CloudHub(
            new_id=new_id,
            account_changed=self.switched.set,
            open_url=address.open_url,
            keyring=keyring or MemoryKeyring(),
        )

    async def sign_in(self) -> None:
        """Walk the sign-in through the pretend provider, as a person does from the guest's window.

        Raises:
            DemoError: it did not end signed in.
        """
        post = asyncio.get_running_loop().call_soon_threadsafe
        with open_program(self.options, post=post) as guest:
            await self.hub.attach(guest)
            self.hub.sign_in("discord")
            try:
                await asyncio.wait_for(self.switched.wait(), SIGN_IN_WITHIN_S)
            except TimeoutError as error:
                raise DemoError(
                    f"{self.name} could not sign in. {self.hub.state.sentence}".strip()
                ) from error
            finally:
                await self.hub.detach()
        with open_program(self.options, post=post) as program:
            program.session.switch_mode(self.mode)


def play(address: DemoAddress, words: argparse.Namespace) -> int:
    """Open the windows of *address* and of the others without a bot; return the exit code of the command."""
    if words.headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tarkov_desktop.ui.main import is_qt_fit  # noqa: PLC0415 - loads Qt

    if not is_qt_fit():
        return 1
    from tarkov_desktop.ui.eventloop import QtLoop  # noqa: PLC0415 - after the guard
    from tarkov_desktop.ui.window import make_application  # noqa: PLC0415 - the same

    app = make_application()
    with (
        tempfile.TemporaryDirectory(prefix="tarkov-desktop-demo-", ignore_cleanup_errors=True) as folder,
        asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner,
    ):
        # Pictures are of the script, also where it is played on a screen.
        work = _script if words.headless or words.screenshots else _windows
        return runner.run(work(address, words, Path(folder)))


def _desks(address: DemoAddress, words: argparse.Namespace, folder: Path) -> list[Desk]:
    return [Desk(each, folder, GameMode(words.mode)) for each in (address, *address.others)]


async def _script(address: DemoAddress, words: argparse.Namespace, folder: Path) -> int:
    from tarkov_desktop.demo_report import Report  # noqa: PLC0415 - only for this
    from tarkov_desktop.demo_script import perform  # noqa: PLC0415 - loads Qt
    from tarkov_desktop.ui.window import leave_on_signals  # noqa: PLC0415 - the same

    pictures = Path(words.screenshots) if words.screenshots else None
    script = asyncio.ensure_future(perform(_desks(address, words, folder), pictures, limit_s=words.seconds))
    leave_on_signals(asyncio.get_running_loop(), script.cancel)
    try:
        report = await script
    except asyncio.CancelledError:
        report = Report(stopped="The script was told to end.")
    lines = [json.dumps(report.as_json(), ensure_ascii=False, indent=2)] if words.json else report.lines()
    print(*lines, sep="\n", flush=True)  # noqa: T201 - the answer of the command
    return 0 if report.is_good else 1


async def _windows(address: DemoAddress, words: argparse.Namespace, folder: Path) -> int:
    from tarkov_desktop.ui.window import keep_showing, leave_on_signals, make_application  # noqa: PLC0415 - Qt

    app, loop = make_application(), asyncio.get_running_loop()
    desks = _desks(address, words, folder)
    lefts = [asyncio.Event() for _ in desks]

    def leave_all() -> None:
        for left in lefts:
            left.set()

    leave_on_signals(loop, leave_all)
    app.aboutToQuit.connect(leave_all)
    if words.seconds is not None:
        loop.call_later(words.seconds, leave_all)
    try:
        await asyncio.gather(*(desk.sign_in() for desk in desks))
    except DemoError as error:
        for desk in desks:
            await desk.hub.close()
        print(error, file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return 1
    painted = _AllPainted(address, [desk.name for desk in desks], as_json=words.json)
    async with asyncio.TaskGroup() as group:
        for desk, left in zip(desks, lefts, strict=True):
            note = f"Demo, {desk.name}"
            show = keep_showing(app, desk.options, desk.hub, left, desk.switched, painted, note)
            group.create_task(show)
    return 0


class _AllPainted:
    """Says once on standard output that all windows stand, and where others can join."""

    def __init__(self, address: DemoAddress, names: list[str], *, as_json: bool) -> None:
        self._address, self._names, self._as_json = address, names, as_json
        self._left = len(names)

    def __call__(self) -> None:
        self._left -= 1
        if self._left:
            return
        ready = {"url": self._address.url, "anonKey": self._address.anon_key, "windows": self._names}
        line = json.dumps(ready | {"pid": os.getpid()})
        print(line if self._as_json else f"windows   {', '.join(self._names)}\nready", flush=True)  # noqa: T201 - the answer of the command
