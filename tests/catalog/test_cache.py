from __future__ import annotations

from pathlib import Path

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.cache import DiskCache, Entry, Snapshot, Suspicion, digest
from tarkov_desktop.catalog.loaded import Gating
from tarkov_desktop.domain.ids import SEASONAL

BODY = b'{"data": {}}'


def entry(body: bytes) -> Entry:
    return Entry("https://data.example/tasks", 5.0, sha256=digest(body), bytes=len(body))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)

    written = cache.write({"host/pve/tasks": BODY}, {"host/pve/tasks": entry(BODY)}, {})

    index = DiskCache(tmp_path).index()
    assert written
    assert index.entries == {"host/pve/tasks": entry(BODY)}
    assert cache.read("host/pve/tasks", index.entries["host/pve/tasks"], "tasks") == BODY
    assert (tmp_path / "catalog/v1/host/pve/tasks.json.gz").is_file()


def test_a_body_of_another_program_is_a_miss(tmp_path: Path) -> None:
    DiskCache(tmp_path).write({"tasks": b"theirs"}, {}, {})

    assert DiskCache(tmp_path).read("tasks", entry(BODY), "tasks") is None


def test_what_is_not_there_is_a_miss(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)

    assert cache.read("tasks", entry(BODY), "tasks") is None
    assert cache.read_snapshot("pve.en", "key") is None
    assert cache.index().entries == {}


def test_entries_of_two_writers_live_side_by_side(tmp_path: Path) -> None:
    one, other = DiskCache(tmp_path), DiskCache(tmp_path)

    one.write({}, {"a": entry(b"a")}, {"pvp": Suspicion("x", 1, 2)})
    other.write({}, {"b": entry(b"b")}, {})

    assert set(one.index().entries) == {"a", "b"}
    assert one.index().suspects == {}


def test_what_is_forgotten_is_fetched_again(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.write({}, {"a": entry(b"a"), "b": entry(b"b")}, {})

    cache.forget(["a"])

    assert set(cache.index().entries) == {"b"}


def test_a_snapshot_fits_only_its_key(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    snapshot = Snapshot("key", load_bundled(SEASONAL).catalog, Gating.EXACT, ())

    assert cache.write_snapshot("pvp-season.en", snapshot)

    assert cache.read_snapshot("pvp-season.en", "key") == snapshot
    assert cache.read_snapshot("pvp-season.en", "another key") is None


def test_a_disk_that_takes_nothing_is_no_reason_to_stop(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = DiskCache(blocked)

    cache.forget(["a"])

    assert not cache.write({"a": BODY}, {}, {})
    assert not cache.write_snapshot("a", Snapshot("k", load_bundled(SEASONAL).catalog, Gating.EXACT, ()))
    assert cache.read("a", entry(BODY), "tasks") is None
    assert cache.read_snapshot("a", "k") is None
    assert cache.index().entries == {}


def test_no_unfinished_file_stays_behind(tmp_path: Path) -> None:
    DiskCache(tmp_path).write({"a": BODY, "b/c": BODY}, {}, {})

    assert not list(tmp_path.rglob(".new-*"))
