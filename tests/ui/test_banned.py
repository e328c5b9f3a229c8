"""What may stand nowhere in the program: nested Qt loops, spinning, and a second importer of qasync."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "tarkov_desktop"
STATIC_DIALOGS = {
    "QMessageBox": {"information", "question", "warning", "critical", "about", "aboutQt"},
    "QFileDialog": {
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
        "getExistingDirectory",
        "getExistingDirectoryUrl",
    },
    "QInputDialog": {"getText", "getInt", "getDouble", "getItem", "getMultiLineText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
ANYWHERE = {"exec", "exec_", "processEvents", "asyncClose"}


def faults(source: str) -> list[str]:
    """Name each banned use in *source* with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if attr in STATIC_DIALOGS.get(owner, ()):
                found.append(f"{owner}.{attr} in line {node.lineno}")
            case ast.Attribute(attr=attr) | ast.Name(id=attr) if attr in ANYWHERE:
                found.append(f"{attr} in line {node.lineno}")
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                found += [f"import {name.name}" for name in names if name.name in ANYWHERE]
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_no_module_spins_a_nested_loop() -> None:
    """R-LOOP-4 and R-LOOP-5."""
    found = {path.name: faults(path.read_text(encoding="utf-8")) for path in modules()}

    assert {name: uses for name, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "source",
    [
        "dialog.exec()",
        "menu.exec_(point)",
        "QMessageBox.question(None, 'a', 'b')",
        "QFileDialog.getOpenFileName()",
        "app.processEvents()",
        "from qasync import asyncClose",
    ],
)
def test_the_ban_finds_each_kind(source: str) -> None:
    assert faults(source)


def test_only_the_event_loop_imports_qasync() -> None:
    """R-QT-4."""
    importers = {path.name for path in modules() if "import qasync" in path.read_text(encoding="utf-8")}

    assert importers == {"eventloop.py"}
