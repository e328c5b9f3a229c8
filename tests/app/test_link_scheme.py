"""Links of other programs open this one when asked for, and only then; what others registered stays."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.app.link_scheme import (
    BundleScheme,
    DesktopScheme,
    LinksNotChanged,
    Registration,
    default_of,
    desktop_entry,
    launch_command,
    link_scheme,
    with_default,
)
from tarkov_desktop.app.link_scheme_windows import CLASS_KEY, COMMAND_KEY, KEYS, WindowsScheme

COMMAND = ("/opt/Tarkov Desktop/bin/python", "-m", "tarkov_desktop", "gui")
OTHERS = "[Added Associations]\ntext/plain=a.desktop;\n\n[Default Applications]\ntext/html=b.desktop;\n\n[Removed Associations]\nx=y\n"


@pytest.fixture
def variables(tmp_path: Path) -> Mapping[str, str]:
    return {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="freedesktop only")
def test_registering_makes_links_ours_until_it_is_taken_back(
    tmp_path: Path, variables: Mapping[str, str]
) -> None:
    scheme = link_scheme(variables, COMMAND)
    mimeapps = tmp_path / "config" / "mimeapps.list"
    mimeapps.parent.mkdir()
    mimeapps.write_text(OTHERS)
    before = scheme.registration()

    scheme.register()
    registered, text = scheme.registration(), mimeapps.read_text()
    scheme.unregister()

    assert (before, registered, scheme.registration()) == (
        Registration.NONE,
        Registration.OURS,
        Registration.NONE,
    )
    assert "x-scheme-handler/tarkov-desktop=tarkov-desktop-links.desktop\ntext/html=b.desktop;" in text
    assert mimeapps.read_text() == OTHERS
    assert list((tmp_path / "data" / "applications").iterdir()) == []


def a_scheme(folder: Path, command: tuple[str, ...] = COMMAND) -> DesktopScheme:
    return DesktopScheme(folder / "applications", folder / "mimeapps.list", command)


def test_another_copy_or_program_is_told_apart_and_left_alone(tmp_path: Path) -> None:
    a_scheme(tmp_path, ("/elsewhere/tarkov-desktop", "gui")).register()
    other_copy = a_scheme(tmp_path).registration()
    (tmp_path / "mimeapps.list").write_text(
        "[Default Applications]\nx-scheme-handler/tarkov-desktop=web.desktop\n"
    )

    a_scheme(tmp_path).unregister()

    assert other_copy is Registration.OTHER
    assert a_scheme(tmp_path).registration() is Registration.OTHER
    assert "web.desktop" in (tmp_path / "mimeapps.list").read_text()


def test_what_others_wrote_in_another_encoding_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mimeapps.list").write_bytes(b"[Default Applications]\nx/caf\xe9=a.desktop\n")

    a_scheme(tmp_path).register()
    a_scheme(tmp_path).unregister()

    assert (tmp_path / "mimeapps.list").read_bytes() == b"[Default Applications]\nx/caf\xe9=a.desktop\n"


def test_a_folder_that_cannot_be_written_is_a_clear_refusal(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("a file in its place")

    with pytest.raises(LinksNotChanged, match="could not be written"):
        a_scheme(tmp_path).register()
    with pytest.raises(LinksNotChanged, match="could not be taken away"):
        a_scheme(tmp_path).unregister()


def unescaped(value: str) -> str:
    """Undo what every string of a desktop entry undergoes, as a desktop does before it reads the quotes."""
    letters = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    out, rest = "", iter(value)
    for letter in rest:
        out += letters[next(rest)] if letter == "\\" else letter
    return out


def split(line: str) -> list[str]:
    """Read the words of ``Exec`` as the desktop entry specification says: only double quotes, four letters escaped."""
    found = re.findall(r'"((?:\\.|[^"\\])*)"|([^ "]+)', line, re.DOTALL)
    return [re.sub(r'\\(["`$\\])', r"\1", quoted) if quoted else plain for quoted, plain in found]


LETTERS = st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("\n\t")


@given(st.lists(st.text(LETTERS, min_size=1), min_size=1))
def test_a_desktop_reads_the_very_words_of_the_command(words: list[str]) -> None:
    line = next(line for line in desktop_entry(words).splitlines() if line.startswith("Exec="))

    *read, link = split(unescaped(line.removeprefix("Exec=")))

    assert [word.replace("%%", "%") for word in read] == words
    assert link == "%u"


@given(st.text(st.sampled_from("[]=;ab\n ")), st.sampled_from(["a.desktop", "b.desktop"]))
def test_a_default_that_is_set_is_read_again_and_taken_away_without_a_trace(text: str, entry: str) -> None:
    assert default_of(with_default(text, entry)) == entry
    assert default_of(with_default(with_default(text, entry), None)) is None
    assert with_default(with_default(OTHERS, entry), None) == OTHERS


def test_the_program_is_started_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = launch_command()
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert installed == (sys.executable, "-m", "tarkov_desktop", "gui")
    assert launch_command(home=Path("/h")) == (sys.executable, "--home", "/h", "gui")


def test_on_macos_the_bundle_decides() -> None:
    scheme = BundleScheme()

    assert scheme.registration() is Registration.BUNDLE
    for change in (scheme.register, scheme.unregister):
        with pytest.raises(LinksNotChanged, match="macOS"):
            change()


class Hive:
    """A registry in memory that behaves like the real one: a key with keys below it is not removed."""

    def __init__(self) -> None:
        self.keys: dict[str, Mapping[str, str]] = {}
        self.is_locked = False

    def read(self, key: str) -> str:
        if key not in self.keys:
            raise FileNotFoundError(key)
        return self.keys[key][""]

    def write(self, key: str, values: Mapping[str, str]) -> None:
        if self.is_locked:
            raise PermissionError(key)
        parts = key.split("\\")
        for end in range(1, len(parts)):
            self.keys.setdefault("\\".join(parts[:end]), {})
        self.keys[key] = values

    def remove(self, key: str) -> None:
        if self.is_locked or any(other.startswith(f"{key}\\") for other in self.keys):
            raise PermissionError(key)
        self.keys.pop(key, None)


def test_on_windows_the_class_of_the_user_is_written_and_removed() -> None:
    hive = Hive()
    scheme = WindowsScheme(hive, (r"C:\Program Files\Tarkov Desktop\tarkov.exe", "gui"))
    before = scheme.registration()

    scheme.register()
    registered = scheme.registration()
    command, words = hive.keys[COMMAND_KEY][""], hive.keys[CLASS_KEY]
    scheme.unregister()

    assert (before, registered) == (Registration.NONE, Registration.OURS)
    assert command == r'"C:\Program Files\Tarkov Desktop\tarkov.exe" gui "%1"'
    assert words == {"": "URL:Tarkov Desktop", "URL Protocol": ""}
    assert not set(KEYS) & set(hive.keys)


def test_on_windows_another_program_stays_and_a_locked_registry_is_said() -> None:
    hive = Hive()
    WindowsScheme(hive, ("other.exe",)).register()
    scheme = WindowsScheme(hive, ("tarkov.exe",))

    scheme.unregister()
    assert scheme.registration() is Registration.OTHER

    hive.is_locked = True
    with pytest.raises(LinksNotChanged, match="could not be written"):
        scheme.register()
    with pytest.raises(LinksNotChanged, match="could not be taken away"):
        WindowsScheme(hive, ("other.exe",)).unregister()
