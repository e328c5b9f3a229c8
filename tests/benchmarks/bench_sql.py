"""The SQL budgets: one player's calls, one after another, on full documents and a full team."""

from __future__ import annotations

from tests.benchmarks.conftest import Figure
from tests.sql.load import alone, percentile


async def test_sql_answers_within_its_budgets(figure: Figure) -> None:
    report = await alone()

    assert not report.codes
    for key, name in (("sql_push", "push 1"), ("sql_pull", "pull 1000"), ("sql_members", "team_members")):
        figure(key, percentile(report.latencies[name], 95))
