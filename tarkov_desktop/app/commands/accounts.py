"""``login``, ``logout``, ``account`` and ``sync --once``: the account without a window."""

from __future__ import annotations

import argparse
import asyncio
import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.bootstrap import Program, new_id, open_program
from tarkov_desktop.app.cloud.backend import NoBackend, backend_of
from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.cloud.signing_in import NotSignedIn, make_account_file, sign_in
from tarkov_desktop.app.commands.requests import Answer, Failure, Reply, Status
from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.folders import GUEST, find_folders
from tarkov_desktop.app.instance import InstanceLock, take_or_hand_over
from tarkov_desktop.app.options import Options, read_options
from tarkov_desktop.app.settings import ACCOUNT_GONE
from tarkov_desktop.app.texts import _, mark, ngettext
from tarkov_desktop.remote.auth_calls import SIGN_IN_AGAIN
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.vault import Keeping, KeyringUnavailable, SecretKeyring
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.remote import Refused


@dataclass(frozen=True, slots=True)
class AccountTools:
    """What these commands need of the computer; tests bring their own."""

    keyring: SecretKeyring | None = None
    open_url: Callable[[str], object] = webbrowser.open


GONE: Final = mark(
    "This account was deleted on the server. Everything you did is still on this computer, and can be exported."
)
KEEPING_WORDS: Mapping[Keeping, str] = {
    Keeping.KEPT: "The sign-in is kept in this computer's keyring.",
    Keeping.NO_KEYRING: "This computer has no keyring, so the sign-in ends with this command.",
    Keeping.LOCKED: "The keyring is locked, so the sign-in ends with this command.",
    Keeping.REFUSED: "The keyring refused to keep the sign-in, so it ends with this command.",
}


def run_account_command(
    words: argparse.Namespace, variables: Mapping[str, str], tools: AccountTools | None = None
) -> Reply:
    """Carry out one of the commands; the window must not be open, it has the same in its Settings."""
    options = read_options(variables, home=words.home, account=words.account, is_verbose=words.verbose)
    try:
        folders = find_folders(options.home)
        taken = take_or_hand_over(folders.data, Status(), account=options.account)
        if not isinstance(taken, InstanceLock):
            return Failure(
                "window_open", _("Tarkov Desktop is open. Do this in its Settings, or close it first.")
            )
        try:
            with open_program(options) as program:
                return asyncio.run(_run(words, options, program, tools or AccountTools()))
        finally:
            taken.release()
    except (AppError, StoreError) as error:
        return Failure(error.code, str(error))
    except KeyringUnavailable as error:
        return Failure(
            f"keyring_{error.keeping}",
            _("The keyring of this computer does not answer. Nothing was changed."),
        )


async def _run(words: argparse.Namespace, options: Options, program: Program, tools: AccountTools) -> Reply:
    if words.command == "account":
        return await _account(program)
    backend = backend_of(options, program.session)
    if backend is None:
        raise NoBackend(_("No backend is set. Tarkov Desktop works on this computer only."))
    async with await Connection.open(backend, keyring=tools.keyring) as connection:
        match words.command:
            case "login":
                return await _login(words, program, connection, tools)
            case "logout":
                return await _logout(program, connection, everywhere=words.everywhere)
            case _:
                return await _sync(program, connection)


async def _login(
    words: argparse.Namespace, program: Program, connection: Connection, tools: AccountTools
) -> Reply:
    def show(url: str) -> None:
        print(url, file=sys.stderr, flush=True)  # noqa: T201 - the address is what the player asked for

    outcome = await sign_in(connection, words.provider, open_url=show if words.no_browser else tools.open_url)
    if isinstance(outcome, NotSignedIn):
        return Failure(outcome.code, outcome.sentence)
    is_new = make_account_file(program.folders, outcome.user_id, new_id=new_id)
    data: dict[str, object] = {
        "userId": outcome.user_id,
        "provider": outcome.provider,
        "kept": outcome.keeping.value,
        "isNewHere": is_new,
        "guestHasProgress": bool(program.account == GUEST and program.session.activity(1)),
    }
    return Answer(
        data,
        (
            _("Signed in with {provider}.").format(provider=outcome.provider.title()),
            KEEPING_WORDS[outcome.keeping],
        ),
    )


async def _logout(program: Program, connection: Connection, *, everywhere: bool) -> Reply:
    if program.account == GUEST:
        return Failure("not_signed_in", _("Nobody is signed in here."))
    waiting = 0
    if await connection.tokens.resume(program.account):
        waiting = await _send_what_waits(program, connection)
        answer = await connection.tokens.sign_out("global" if everywhere else "local")
        if answer is not None:
            code = answer.code if isinstance(answer, Refused) else "unreachable"
            return Failure(code, _("The server could not be told. You are still signed in; try again later."))
    program.folders.remember_account(GUEST)
    left = ngettext(
        "{count} change waits here until you sign in again.",
        "{count} changes wait here until you sign in again.",
        waiting,
    )
    lines = [_("Signed out.")] + ([left.format(count=waiting)] if waiting else [])
    return Answer({"signedOut": True, "everywhere": everywhere, "waiting": waiting}, tuple(lines))


async def _account(program: Program) -> Reply:
    waiting = sum((await asyncio.wrap_future(program.session.store.waiting())).values())
    letters = await asyncio.wrap_future(program.session.store.dead_letters())
    refused = len(letters)
    is_guest = program.account == GUEST
    data: dict[str, object] = {
        "account": program.account,
        "isGuest": is_guest,
        "waiting": waiting,
        "refused": refused,
    }
    name = (
        _("Not signed in: progress is kept on this computer.")
        if is_guest
        else _("Account {id}").format(id=program.account)
    )
    return Answer(
        data, (name, _("{count} waiting, {refused} refused").format(count=waiting, refused=refused))
    )


async def _sync(program: Program, connection: Connection) -> Reply:
    if program.session.settings.get(ACCOUNT_GONE):
        return Failure("account_deleted", _(GONE))
    if program.account == GUEST or not await connection.tokens.resume(program.account):
        return Failure(
            SIGN_IN_AGAIN, _("Sign in first: tarkov-desktop login discord. What you did is safe here.")
        )
    link = CloudLink(program.session, connection, program.account, new_id=new_id)
    outcome = await link.once()
    standing = link.standing
    data: dict[str, object] = {"waiting": standing.waiting, "refused": standing.refused, "heldBack": 0}
    match outcome:
        case Synchronised(held_back=held_back):
            data["heldBack"] = len(held_back)
            return Answer(data, (_synchronised(standing.waiting),))
        case Refused(code="account_deleted" as code):
            program.session.settings.set(ACCOUNT_GONE, value=True)
            await connection.tokens.forget()
            return Failure(code, _(GONE), data)
        case Refused(code=code):
            return Failure(
                code,
                _("The server refused to go on ({code}). What you did is safe here.").format(code=code),
                data,
            )
        case _:
            return Failure(
                "unreachable",
                _("The server could not be reached. What you did is safe here and waits."),
                data,
            )


def _synchronised(waiting: int) -> str:
    """Return how it ended well; edits of a season that the server does not name yet wait all the same."""
    if not waiting:
        return _("Everything is in the cloud.")
    left = ngettext(
        "{count} change waits here until the server knows its season. Everything else is in the cloud.",
        "{count} changes wait here until the server knows their season. Everything else is in the cloud.",
        waiting,
    )
    return left.format(count=waiting)


async def _send_what_waits(program: Program, connection: Connection) -> int:
    link = CloudLink(program.session, connection, program.account, new_id=new_id)
    await link.once()
    return link.standing.waiting
