"""Decodes ``pgoutput``, PostgreSQL's logical replication format (protocol version 1), into changes of rows.

Source: PostgreSQL documentation, "Logical Replication Message Formats".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL counts microseconds from here


class Unchanged(Enum):
    """A large value that the update did not touch and the log therefore does not hold."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED

Value: TypeAlias = str | Unchanged | None
Row: TypeAlias = "Mapping[str, Value]"


@dataclass(frozen=True, slots=True)
class LoggedColumn:
    """A column as the log describes it; ``is_key``: part of the replica identity."""

    name: str
    type_oid: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class LoggedRelation:
    """A table as the log describes it; ``identity``: d(efault), f(ull), i(ndex) or n(othing)."""

    oid: int
    schema: str
    name: str
    identity: str
    columns: tuple[LoggedColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One committed change of a row. Values are PostgreSQL's text form, None is null.

    ``old`` holds the key, or the whole row under REPLICA IDENTITY FULL; it is empty when the log has neither.
    """

    kind: Literal["INSERT", "UPDATE", "DELETE"]
    relation: LoggedRelation
    new: Row = field(default_factory=dict)
    old: Row = field(default_factory=dict)
    is_old_whole: bool = False
    committed_at: datetime


class WalError(Exception):
    """The stream holds something that is not pgoutput, version 1."""


class WalDecoder:
    """Turns the messages of one slot, in order, into changes. Remembers the relations the stream has described."""

    def __init__(self) -> None:
        self._relations: dict[int, LoggedRelation] = {}
        self._committed_at = _EPOCH

    def decode(self, message: bytes) -> Change | None:
        """The change in *message*, if it is one.

        Raises:
            WalError: the message cannot be read.
        """
        reader = _Reader(message)
        try:
            match reader.char():
                case "B":
                    reader.skip(8)
                    self._committed_at = _EPOCH + timedelta(microseconds=reader.int64())
                case "R":
                    relation = _relation(reader)
                    self._relations[relation.oid] = relation
                case "I":
                    return self._insert(reader)
                case "U":
                    return self._update(reader)
                case "D":
                    return self._delete(reader)
                case "C" | "T" | "O" | "Y" | "M":
                    pass  # the end of a transaction, truncation, origins, types and messages change no row
                case unknown:
                    raise WalError(f"unknown message {unknown!r}")
        except (struct.error, IndexError, ValueError, KeyError, OverflowError) as error:
            raise WalError("the message is cut short or out of order") from error
        return None

    def _insert(self, reader: _Reader) -> Change:
        relation = self._relations[reader.uint32()]
        reader.expect("N")
        return Change(
            kind="INSERT", relation=relation, new=_row(reader, relation), committed_at=self._committed_at
        )

    def _update(self, reader: _Reader) -> Change:
        relation = self._relations[reader.uint32()]
        mark = reader.char()
        old: Row = {}
        is_whole = mark == "O"
        if mark in {"K", "O"}:
            old = _row(reader, relation, keys_only=not is_whole)
            mark = reader.char()
        if mark != "N":
            raise WalError("an update without a new row")
        new = _row(reader, relation)
        if not old:
            # The key did not change, so the log leaves it out.
            old = {column.name: new[column.name] for column in relation.columns if column.is_key}
        elif is_whole:
            new = {name: old[name] if value is UNCHANGED else value for name, value in new.items()}
        return Change(
            kind="UPDATE",
            relation=relation,
            new=new,
            old=old,
            is_old_whole=is_whole,
            committed_at=self._committed_at,
        )

    def _delete(self, reader: _Reader) -> Change:
        relation = self._relations[reader.uint32()]
        mark = reader.char()
        if mark not in {"K", "O"}:
            raise WalError("a delete without an old row")
        old = _row(reader, relation, keys_only=mark == "K")
        return Change(
            kind="DELETE",
            relation=relation,
            old=old,
            is_old_whole=mark == "O",
            committed_at=self._committed_at,
        )


class _Reader:
    """A position in a message."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._at = 0

    def skip(self, count: int) -> None:
        self._at += count

    def char(self) -> str:
        self._at += 1
        return chr(self._message[self._at - 1])

    def expect(self, mark: str) -> None:
        found = self.char()
        if found != mark:
            raise WalError(f"expected {mark!r}, found {found!r}")

    def int16(self) -> int:
        return self._number(">h", 2)

    def uint32(self) -> int:
        return self._number(">I", 4)

    def int64(self) -> int:
        return self._number(">q", 8)

    def text(self, size: int) -> str:
        piece = self._message[self._at : self._at + size]
        if len(piece) != size:
            raise WalError("the message is cut short")
        self._at += size
        return piece.decode()

    def string(self) -> str:
        end = self._message.index(0, self._at)
        piece = self._message[self._at : end].decode()
        self._at = end + 1
        return piece

    def _number(self, form: str, size: int) -> int:
        (number,) = struct.unpack_from(form, self._message, self._at)
        self._at += size
        return int(number)


def _relation(reader: _Reader) -> LoggedRelation:
    oid = reader.uint32()
    # An empty schema name stands for pg_catalog.
    schema, name, identity = reader.string() or "pg_catalog", reader.string(), reader.char()
    return LoggedRelation(oid, schema, name, identity, tuple(_columns(reader)))


def _columns(reader: _Reader) -> Iterator[LoggedColumn]:
    for _ in range(reader.int16()):
        is_key = reader.char() == "\x01"
        name, type_oid = reader.string(), reader.uint32()
        reader.skip(4)  # the type's modifier
        yield LoggedColumn(name, type_oid, is_key)


def _row(reader: _Reader, relation: LoggedRelation, *, keys_only: bool = False) -> dict[str, Value]:
    row: dict[str, Value] = {}
    count = reader.int16()
    if count != len(relation.columns):
        raise WalError("a row that does not fit its relation")
    for column in relation.columns:
        value: Value
        match reader.char():
            case "n":
                value = None
            case "u":
                value = UNCHANGED
            case "t":
                value = reader.text(reader.uint32())
            case other:
                raise WalError(f"unknown value kind {other!r}")
        if not keys_only or column.is_key:
            row[column.name] = value
    return row
