"""What is under way for a page ends with it: a late answer never meets a page that is gone."""

from __future__ import annotations

import asyncio
import logging

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from tarkov_desktop.ui.lifetime import Errands


async def test_an_errand_ends_with_its_owner() -> None:
    owner, other = QWidget(), QWidget()
    answers: list[str] = []
    answer = asyncio.Event()

    async def ask(name: str) -> None:
        await answer.wait()
        answers.append(name)

    Errands(owner).start(ask("gone"))
    Errands(other).start(ask("here"))
    await asyncio.sleep(0)
    delete(owner)
    answer.set()
    for _ in range(3):
        await asyncio.sleep(0)

    assert answers == ["here"]


async def test_a_failed_errand_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError("no")

    owner = QWidget()
    with caplog.at_level(logging.ERROR):
        Errands(owner).start(fail())
        for _ in range(3):
            await asyncio.sleep(0)

    assert "an errand of a page failed" in caplog.text
