"""A short soak; the long one is ``python -m tests.localbackend.soak --seconds 300``."""

from __future__ import annotations

import pytest

from tests.backend_support import Database
from tests.localbackend.soak import Load, soak


@pytest.mark.slow
async def test_two_hundred_members_of_twenty_teams_hear_all_of_theirs_and_nothing_else(
    database: Database,
) -> None:
    report = await soak(database, Load(seconds=4))

    print(report.lines())
    assert (report.joined, report.broken) == (200, 0)
    assert (report.lost, report.misdelivered, report.disordered) == (0, 0, 0)
    assert report.admitted_outsiders == 0 < report.refused_outsiders
    assert report.latency_ms(50) < 100  # the budget is 40; this machine may be busy with other tests


async def test_the_soak_notices_sockets_that_are_cut(database: Database) -> None:
    """The control of the test above."""
    report = await soak(database, Load(teams=3, members=2, seconds=1, cut_after_s=0.4))

    assert report.broken == 6
    assert report.lost > 0
