"""The matrix of looks: ``python -m tests.ui.looks.matrix [OUT] [--page NAME]`` finds flaws, and writes pictures.

Every page in three themes, two sizes, two text sizes, in English and in words as long as German, with a player in
the middle of the game; then a home nobody has played in. Without OUT only the flaws are told.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app import texts
from tarkov_desktop.app.pseudo import PSEUDO_LANGUAGE
from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant
from tests.app.worlds import START_MS, a_real_session
from tests.benchmarks.midgame import play
from tests.ui.looks.finder import Flaw, flaws

SIZES = ((1280, 800), (960, 640))
SCALES = (1.0, 2.0)
LANGUAGES = ("en", PSEUDO_LANGUAGE)
SETTLE_TURNS = 12


@dataclass(frozen=True, slots=True)
class Form:
    """One way for the window to look."""

    variant: Variant
    size: tuple[int, int]
    scale: float
    language: str

    def __str__(self) -> str:
        """Return a name fit for a file."""
        width, height = self.size
        return f"{self.variant}-{width}x{height}-{self.scale:g}-{self.language}"


WHOLE = tuple(itertools.starmap(Form, itertools.product(Variant, SIZES, SCALES, LANGUAGES)))
HARDEST = (
    Form(Variant.DARK, SIZES[0], 1.0, "en"),
    Form(Variant.DARK, SIZES[1], 1.0, PSEUDO_LANGUAGE),
    Form(Variant.CONTRAST, SIZES[1], 2.0, PSEUDO_LANGUAGE),
)
"""The form everybody sees, and those where everything is scarce."""


def settle() -> None:
    """Give the window the turns that its layouts and late fillings take."""
    for _turn in range(SETTLE_TURNS):
        QTest.qWait(1)


def walk(
    app: QApplication, look: Look, session: Session, form: Form, pages: Sequence[str] = ()
) -> Iterator[tuple[str, Shell]]:
    """Yield each page, settled, in a window of *form*; English is spoken again at the end."""
    texts.speak(form.language)
    look.set_variant(form.variant)
    look.set_scale(form.scale)
    look.set_mode(session.mode)
    shell = Shell(app, look, session, now_ms=lambda: START_MS)
    try:
        shell.resize(*form.size)
        shell.show()
        for name in pages or [page.name for page in PAGES]:
            shell.open_page(name)
            settle()
            yield name, shell
    finally:
        shell.hide()
        shell.deleteLater()
        texts.speak(texts.SOURCE_LANGUAGE)
        settle()


def flaws_of(
    app: QApplication, look: Look, session: Session, form: Form, pages: Sequence[str] = ()
) -> dict[str, list[Flaw]]:
    """Return the flaws of each page in *form*; pages without are left out."""
    found = {name: flaws(shell) for name, shell in walk(app, look, session, form, pages)}
    return {name: wrong for name, wrong in found.items() if wrong}


def main(arguments: Sequence[str]) -> int:
    """Tell every flaw of the whole matrix; return 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--page", action="append")
    parser.add_argument(
        "--scenes", action="store_true", help="only what lies beyond the first sight of pages"
    )
    parser.add_argument("--hardest", action="store_true", help="only the forms that CI looks at")
    words = parser.parse_args(arguments)
    forms = HARDEST if words.hardest else WHOLE
    app = QApplication([])
    look = Look(app, is_motion_reduced=True)
    seen: dict[tuple[str, str, str], list[str]] = {}
    worlds: tuple[tuple[str, Callable[[Session], object]], ...] = (
        ("played", play),
        ("fresh", lambda _: None),
    )
    for world, prepare in worlds if not words.scenes else ():
        with tempfile.TemporaryDirectory() as folder:
            session = a_real_session(Path(folder))
            prepare(session)
            for form in forms:
                for page, shell in walk(app, look, session, form, words.page or ()):
                    for wrong in flaws(shell):
                        seen.setdefault((page, world, str(wrong)), []).append(str(form))
                    if words.out is not None:
                        words.out.mkdir(parents=True, exist_ok=True)
                        shell.grab().save(str(words.out / f"{page}-{world}-{form}.png"))
            session.close()
    _look_at_scenes(app, look, forms, words, seen)
    for (page, world, flaw), places in sorted(seen.items()):
        print(f"{page} {world}: {flaw}\n    {len(places)} forms: {', '.join(places[:3])}")
    return bool(seen)


def _look_at_scenes(
    app: QApplication,
    look: Look,
    forms: Sequence[Form],
    words: argparse.Namespace,
    seen: dict[tuple[str, str, str], list[str]],
) -> None:
    """Add the flaws of what lies beyond the first sight of the pages."""
    from tests.ui.looks.scenes import a_world, walk_scenes  # noqa: PLC0415 - scenes stand in forms of this module

    with tempfile.TemporaryDirectory() as folder, a_world(Path(folder)) as program:
        for form in forms:
            for scene, widget in walk_scenes(app, look, program, form, words.page or ()):
                for wrong in flaws(widget):
                    seen.setdefault((scene, "scene", str(wrong)), []).append(str(form))
                if words.out is not None:
                    words.out.mkdir(parents=True, exist_ok=True)
                    widget.grab().save(str(words.out / f"{scene}-{form}.png"))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
