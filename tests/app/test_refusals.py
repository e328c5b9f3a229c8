"""Every refusal has a sentence a player can act on."""

from __future__ import annotations

import pytest

from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans.plan import Refusal, RefusalCode


@pytest.mark.parametrize("code", RefusalCode)
def test_every_code_has_a_whole_sentence(code: RefusalCode) -> None:
    text = sentence(Refusal(code))

    assert text[0].isupper()
    assert text.endswith(".")
    assert code.value not in text


def test_limits_are_named() -> None:
    assert sentence(Refusal(RefusalCode.OUT_OF_RANGE, choices={"least": 1, "most": 79})).endswith(
        "Allowed is 1 to 79."
    )
    assert sentence(Refusal(RefusalCode.TOO_LONG, choices={"most": 15})).endswith("At most 15 is allowed.")


def test_the_tasks_in_the_way_of_a_conflict_are_named() -> None:
    refusal = Refusal(RefusalCode.CONFLICT, (TaskId("a"), TaskId("b")))

    text = sentence(refusal, {"a": "Debut", "b": "Shortage"}.__getitem__)

    assert "Debut" in text
    assert "Shortage" in text
