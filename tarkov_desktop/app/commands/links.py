"""``links status|register|unregister``: whether links of other programs open this one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tarkov_desktop.app.commands.requests import Answer, Failure, Reply
from tarkov_desktop.app.link_scheme import LinksNotChanged, Registration, launch_command, link_scheme
from tarkov_desktop.app.texts import _, mark

SENTENCES: Final = {
    Registration.OURS: mark("Invite links open this program."),
    Registration.OTHER: mark("Invite links open another copy or program. To change that: links register"),
    Registration.NONE: mark("Invite links open nothing yet. To change that: links register"),
    Registration.BUNDLE: mark(
        "On macOS invite links open the program once it is in the Applications folder."
    ),
}


def run_links(words: argparse.Namespace, variables: Mapping[str, str]) -> Reply:
    """Carry out the command; it changes nothing but the registration of this user."""
    home = Path(words.home).absolute() if words.home else None
    scheme = link_scheme(variables, launch_command(home=home))
    try:
        match words.action:
            case "register":
                scheme.register()
            case "unregister":
                scheme.unregister()
            case _:
                pass
    except LinksNotChanged as error:
        return Failure(error.code, _(str(error)))
    found = scheme.registration()
    return Answer({"links": found.value}, (_(SENTENCES[found]),))
