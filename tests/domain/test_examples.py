"""The examples in docstrings of the rules are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

from tarkov_desktop import domain

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}.")
]
WITH_EXAMPLES = [module for module in MODULES if doctest.DocTestFinder(exclude_empty=True).find(module)]


@pytest.mark.parametrize("module", WITH_EXAMPLES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    assert sum(len(test.examples) for module in MODULES for test in doctest.DocTestFinder().find(module)) > 10
