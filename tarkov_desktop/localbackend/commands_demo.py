"""The command ``tarkov-desktop demo``: the stage, and on it whatever the command line lets play."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.errors import StartFailedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from tarkov_desktop.localbackend.backend import BackendOptions
    from tarkov_desktop.localbackend.demo import DemoAddress

    Play = Callable[[DemoAddress, argparse.Namespace], int]

_MOST_MATES = 9
_SLOWEST = 0.01
_WINDOWS = 3
_MODES = ("pvp", "pve", "seasonal")


def add_demo_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``tarkov-desktop demo``."""
    parser.add_argument(
        "--mates",
        type=int,
        default=3,
        choices=range(1, _MOST_MATES + 1),
        metavar="1..9",
        help="how many play along",
    )
    parser.add_argument("--mode", choices=_MODES, default="pvp", help="whose progress is shown")
    parser.add_argument("--speed", type=float, default=1.0, help="1 = as people play, 10 = for the impatient")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same people and deeds")
    parser.add_argument("--headless", action="store_true", help="without a window on the screen")
    parser.add_argument("--seconds", type=float, metavar="N", help="end after N seconds")
    parser.add_argument("--screenshots", metavar="DIR", help="save a picture of every window in DIR")


def perform(arguments: argparse.Namespace, options: BackendOptions, play: Play | None) -> int:
    """Set the stage on a backend with *options* and let *play* run on it; the exit code of the command."""
    from tarkov_desktop.localbackend.demo import DemoOptions, demo_in_background  # noqa: PLC0415 needs the extra
    from tarkov_desktop.localbackend.demo.player import PlayerError  # noqa: PLC0415 likewise

    wanted = DemoOptions(
        backend=options,
        mates=arguments.mates,
        mode=arguments.mode,
        speed=max(arguments.speed, _SLOWEST),
        seed=arguments.seed,
        windows=1 if play is None else min(_WINDOWS, 1 + arguments.mates),
    )
    try:
        with demo_in_background(wanted) as address:
            return (play or _bots_alone)(address, arguments)
    except PlayerError as error:
        raise StartFailedError(str(error)) from error


def _bots_alone(address: DemoAddress, arguments: argparse.Namespace) -> int:
    """Print where the demonstration is, and wait for the end."""
    if getattr(arguments, "json", False):
        print(
            json.dumps(
                {
                    "url": address.url,
                    "anonKey": address.anon_key,
                    "person": address.person,
                    "pid": os.getpid(),
                }
            ),
            flush=True,
        )
    else:
        print(
            f"URL       {address.url}\nanon key  {address.anon_key}\nperson    {address.person}\nready",
            flush=True,
        )
    stop = threading.Event()
    with _stopped_by_signals(stop):
        stop.wait(arguments.seconds)
    return 0


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
