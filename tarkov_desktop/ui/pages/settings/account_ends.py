"""The questions before a sign-in or an account ends: each names what is lost, and what is not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.ids import MODES
from tarkov_desktop.domain.records import tasks_done
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.widgets.dialog import Question


def ask_sign_out(
    context: PageContext, asker: QWidget, waiting: int, on_yes: Callable[[], object]
) -> Question:
    """Ask before signing out on this computer."""
    text = _("What you did stays on this computer and in the cloud.") + _waiting_words(waiting)
    return _ask(context, asker, _("Sign out on this computer?"), text, _("Sign out"), on_yes)


def ask_sign_out_everywhere(
    context: PageContext, asker: QWidget, waiting: int, on_yes: Callable[[], object]
) -> Question:
    """Ask before every sign-in of the account ends."""
    text = _(
        "Every computer of this account, and the web, must sign in again. "
        "What was done there stays there and is sent after that."
    ) + _waiting_words(waiting)
    return _ask(context, asker, _("Sign out everywhere?"), text, _("Sign out everywhere"), on_yes)


def ask_delete(
    context: PageContext, asker: QWidget, state: CloudState, on_yes: Callable[[], object]
) -> Question:
    """Ask before the account is deleted: what the server forgets, what stays, and a word to type."""
    scopes = context.session.scopes
    done = sum(len(tasks_done(scopes.document(scopes.of_mode(mode)))) for mode in MODES)
    tasks = ngettext("{count} task done", "{count} tasks done", done).format(count=number(done))
    text = _(
        "The server forgets for good: your progress in every mode ({tasks}) with its archives, your preferences and "
        "API tokens, your place in every squad, and your sign-in. A squad of yours goes to its next member. "
        "There is no way back."
    ).format(tasks=tasks)
    text += "\n\n" + _("What you did stays on this computer; your other computers keep what they have.")
    if state.standing.waiting:
        text += " " + ngettext(
            "{count} change that waits is never sent.",
            "{count} changes that wait are never sent.",
            state.standing.waiting,
        ).format(count=state.standing.waiting)
    question = Question(
        context.look,
        _("Delete your account?"),
        text,
        _("Delete the account"),
        is_danger=True,
        typed_word=_("delete"),
        parent=asker.window(),
    )
    question.ask(on_yes)
    return question


def ask_remove(context: PageContext, asker: QWidget, on_yes: Callable[[], object]) -> Question:
    """Ask before the file of a deleted account is removed from this computer."""
    question = Question(
        context.look,
        _("Remove this account's progress from this computer?"),
        _("Its progress in every mode, its archives and its backups here are removed. There is no way back."),
        _("Remove"),
        is_danger=True,
        typed_word=_("remove"),
        parent=asker.window(),
    )
    question.ask(on_yes)
    return question


def _ask(  # noqa: PLR0917 - the parts of one question
    context: PageContext, asker: QWidget, title: str, text: str, verb: str, on_yes: Callable[[], object]
) -> Question:
    question = Question(context.look, title, text, verb, parent=asker.window())
    question.ask(on_yes)
    return question


def _waiting_words(waiting: int) -> str:
    if not waiting:
        return ""
    return " " + ngettext(
        "{count} change is not in the cloud yet; it is sent when you sign in again.",
        "{count} changes are not in the cloud yet; they are sent when you sign in again.",
        waiting,
    ).format(count=waiting)
