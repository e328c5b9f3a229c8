"""The report of the demonstration is good only when everything was played and seen."""

from __future__ import annotations

import pytest

from tarkov_desktop.demo_report import Latency, Report, Step


def a_report() -> Report:
    return Report(steps=[Step("meet")], latencies=[Latency("Milo", "Vera", 40.0)], is_played_out=True)


def test_everything_played_and_seen_is_good() -> None:
    report = a_report()

    assert report.is_good
    assert report.lines() == [
        "ok        meet",
        "A tick is on a mate's card after 40.0 ms (median of 1).",
    ]
    assert report.as_json()["medianMs"] == 40.0


@pytest.mark.parametrize("flaw", ["not played out", "not seen", "stopped"])
def test_one_flaw_makes_it_bad(flaw: str) -> None:
    report = a_report()
    match flaw:
        case "not played out":
            report.is_played_out = False
        case "not seen":
            report.steps[0].failed = "Vera did not see: it"
        case _:
            report.stopped = "late"

    assert not report.is_good
    assert report.as_json()["isGood"] is False


def test_nothing_seen_has_no_median() -> None:
    assert Report().median_ms is None
    assert Report(stopped="late").lines() == ["late"]
