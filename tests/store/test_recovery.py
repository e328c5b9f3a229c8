"""A damaged file is kept aside, and what can still be read of it is read."""

from __future__ import annotations

from pathlib import Path

from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.store.records import Edit, StampedWrite
from tarkov_desktop.store.recovery import Salvaged, joined, marker_of, salvage, set_aside
from tarkov_desktop.sync.registers import Register, Scope
from tests.store.worlds import SCOPE, WAIT_S, a_stamp, a_store, an_edit, values

COUNT = 1_000


def _filled(folder: Path) -> Path:
    store = a_store(folder)
    writes = tuple(StampedWrite(SCOPE, f"skillOffsets/{n:0100}", 1, a_stamp(n)) for n in range(COUNT))
    store.commit(Edit(writes=writes, settings={"theme": "dark"})).result(WAIT_S)
    store.close()
    return folder / "guest.sqlite"


def _damage(path: Path, word: bytes) -> None:
    """Overwrite the head of the page that holds *word*."""
    content = bytearray(path.read_bytes())
    place = content.find(word)
    content[place - place % 4096 : place - place % 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)


def test_everything_but_the_damaged_page_is_saved(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    _damage(path, b"skillOffsets/" + b"0" * 97 + b"500")

    saved = salvage(path)

    assert not saved.is_whole
    assert COUNT - 60 < len(saved.registers[SCOPE]) < COUNT
    assert saved.settings == {"theme": "dark"}


def test_an_undamaged_file_is_saved_whole(tmp_path: Path) -> None:
    saved = salvage(_filled(tmp_path))

    assert saved.is_whole
    assert len(saved.registers[SCOPE]) == COUNT


def test_of_rubbish_nothing_is_saved(tmp_path: Path) -> None:
    (tmp_path / "guest.sqlite").write_bytes(b"rubbish" * 1_000)

    saved = salvage(tmp_path / "guest.sqlite")

    assert (saved.registers, saved.is_whole) == ({}, False)


def test_the_damaged_file_and_its_log_are_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "guest.sqlite"
    path.write_bytes(b"damaged")
    path.with_name("guest.sqlite-wal").write_bytes(b"its log")
    marker_of(path).touch()

    aside = set_aside(path, now_ms=1_763_700_000_123)

    assert aside.name == "guest.damaged-20251121T044000123.sqlite"
    assert aside.read_bytes() == b"damaged"
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"its log"
    assert sorted(each.name for each in tmp_path.iterdir()) == [aside.name, aside.name + "-wal"]


def test_of_a_backup_and_what_was_saved_the_later_register_counts() -> None:
    older, newer = Register(1, a_stamp(1)), Register(2, a_stamp(2))
    saved = Salvaged({SCOPE: {"level": older, "xpOffset": newer}}, {SCOPE: 0}, {"theme": "dark"})
    backup = Salvaged(
        {SCOPE: {"level": newer, "xpOffset": older}, Scope(PVE): {"level": older}}, {Scope(PVE): 2}
    )

    both = joined(saved, backup)

    assert both.registers == {SCOPE: {"level": newer, "xpOffset": newer}, Scope(PVE): {"level": older}}
    assert both.epochs == {SCOPE: 0, Scope(PVE): 2}
    assert both.settings == {"theme": "dark"}


def test_a_refilled_file_shows_everything_and_sends_it_once_more(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    saved = Salvaged({Scope(PVP): {"level": Register(7, a_stamp(50, epoch=1))}}, {Scope(PVP): 1})

    store.refill(saved).result(WAIT_S)

    assert values(store) == {"level": 7}
    assert store.load_scope(SCOPE).result(WAIT_S).state.epoch == 1
    assert [op.stamp for op in store.pending().result(WAIT_S)] == [a_stamp(50, epoch=1)]
    store.close()


def test_registers_of_a_generation_that_is_over_are_not_mixed_in(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    saved = Salvaged({SCOPE: {"level": Register(7, a_stamp(50))}}, {SCOPE: 1})

    store.refill(saved).result(WAIT_S)
    store.commit(an_edit("xpOffset", 3, 60, epoch=1)).result(WAIT_S)

    assert values(store) == {"xpOffset": 3}
    store.close()
