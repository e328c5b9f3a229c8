"""Laws of joining: in any order, however often, the greatest stamp is what stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.sync.digest import digest_of
from tarkov_desktop.sync.pull import ServerScope, rejoin
from tarkov_desktop.sync.registers import Register, Scope, ScopeState
from tarkov_desktop.sync.remote import ServerRegister
from tarkov_desktop.sync.stamp import Stamp

NODES = ("00000000000000aa", "00000000000000bb", "import")
STAMPS = st.builds(Stamp, st.just(0), st.integers(0, 5), st.integers(0, 2), st.sampled_from(NODES))
SIDES = st.dictionaries(st.sampled_from(("level", "displayName", "skills/a")), STAMPS, max_size=3)
STATE = ScopeState(Scope(PVP))


def side(stamps: dict[str, Stamp]) -> dict[str, Register]:
    """Return registers whose value says which write they are: equal stamps mean the same write."""
    return {path: Register(list(stamp), stamp) for path, stamp in stamps.items()}


def joined(
    here: dict[str, Register], there: dict[str, Register], *, their_epoch: int = 0
) -> dict[str, Register]:
    """Return what is shown here after a rejoin with *there*."""
    rows = [
        ServerRegister(path, each.value, each.stamp.ms, each.stamp.counter, each.stamp.node, 1)
        for path, each in there.items()
    ]
    commit = rejoin(STATE, here, ServerScope(their_epoch, 1, rows, 0))
    kept = {} if commit.replace else here
    return {path: each._replace(rev=0) for path, each in {**kept, **commit.adopt}.items()}


@given(SIDES, SIDES)
def test_joining_is_commutative(a: dict[str, Stamp], b: dict[str, Stamp]) -> None:
    assert joined(side(a), side(b)) == joined(side(b), side(a))


@given(SIDES, SIDES, SIDES)
def test_joining_is_associative(a: dict[str, Stamp], b: dict[str, Stamp], c: dict[str, Stamp]) -> None:
    left = joined(joined(side(a), side(b)), side(c))
    right = joined(side(a), joined(side(b), side(c)))

    assert left == right


@given(SIDES)
def test_joining_with_oneself_changes_nothing(a: dict[str, Stamp]) -> None:
    assert joined(side(a), side(a)) == side(a)


@given(SIDES, SIDES)
def test_what_is_greater_here_is_sent_again_with_its_stamp(a: dict[str, Stamp], b: dict[str, Stamp]) -> None:
    rows = [ServerRegister(p, list(s), s.ms, s.counter, s.node, 1) for p, s in b.items()]

    commit = rejoin(STATE, side(a), ServerScope(0, 1, rows, 0))

    assert {each.path: each.stamp for each in commit.requeue} == {
        path: stamp for path, stamp in a.items() if path not in b or b[path] < stamp
    }


def test_a_later_generation_of_the_server_replaces_ours() -> None:
    here, there = side({"level": Stamp(0, 9, 0, "import")}), side({"skills/a": Stamp(0, 1, 0, "import")})

    assert joined(here, there, their_epoch=1).keys() == {"skills/a"}


def test_our_later_generation_is_sent_whole_after_a_reset() -> None:
    state = ScopeState(Scope(PVP), epoch=2)
    here = {"level": Register(4, Stamp(2, 9, 0, "import"))}
    there = ServerScope(1, 3, [ServerRegister("level", 1, 5, 0, "import", 3)], 0)

    commit = rejoin(state, here, there)

    assert [(each.path, each.stamp.epoch) for each in commit.requeue] == [(None, 2), ("level", 2)]
    assert not commit.adopt


def test_our_later_generation_is_sent_even_when_it_is_empty() -> None:
    commit = rejoin(ScopeState(Scope(PVP), epoch=1), {}, ServerScope(0, 3, [], 0))

    assert [(each.path, each.stamp.epoch) for each in commit.requeue] == [(None, 1)]


def test_the_digest_does_not_depend_on_order_and_sees_every_stamp() -> None:
    one = side({"b": Stamp(0, 1, 0, "import"), "a": Stamp(0, 2, 0, "import")})
    other = side({"a": Stamp(0, 2, 0, "import"), "b": Stamp(0, 1, 1, "import")})

    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of(other)
