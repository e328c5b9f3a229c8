"""Everything that works for one signed-in account while its session is open. Heavy: the hub imports it late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.cloud.owned import Owned
from tarkov_desktop.app.squad.live import LiveSquad
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.remote.account_calls import AccountCalls
from tarkov_desktop.remote.api_tokens import ApiTokenCalls
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.teams import TeamCalls


@dataclass(frozen=True, slots=True)
class Linked:
    """The link with its squad, and the calls of the account: made as this account or not at all."""

    link: CloudLink
    squad: LiveSquad
    tokens: ApiTokenCalls
    owned: Owned


def linked(program: Program, connection: Connection, *, new_id: Callable[[], str]) -> Linked:
    """Return what works for the account of *program*; nothing runs yet."""
    calls = connection.calls_of(program.account)
    link = CloudLink(program.session, connection, program.account, new_id=new_id)
    squad = LiveSquad(
        program.session, TeamCalls(calls), link.live, UserId(program.account), now_ms=link.clocks.now_ms
    )
    link.listen_with(squad.hear)
    return Linked(link, squad, ApiTokenCalls(calls), AccountCalls(calls))
