"""A position in a piece of a query string, with the few token shapes PostgREST's grammar has."""

from __future__ import annotations

import re

from tarkov_desktop.localbackend.rest.errors import RestError, parse_error

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAME = re.compile(rf"\s*({_QUOTED}|(?:[\w$ ]|-(?!>))+)\s*", re.DOTALL)
_JSON_KEY = re.compile(rf"({_QUOTED}|-?\d+(?![\w$])|(?:[\w$ ]|-(?!>))+)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_][\w]*")
_TYPE = re.compile(r"[A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)?(?:\[\])?")
_SPACED_TYPES = re.compile(
    r"(?:double precision|character varying|time(?:stamp)? with(?:out)? time zone)(?:\[\])?", re.IGNORECASE
)
_LIST_VALUE = re.compile(rf"({_QUOTED}(?=[,)])|[^,)]*)", re.DOTALL)
_ARRAY = re.compile(rf"\{{(?:{_QUOTED}|[^\"}}])*\}}(?=[,)])", re.DOTALL)
_RANGE = re.compile(r"[\[(][^,()\[\]]*,[^,()\[\]]*[\])](?=[,)])")


class Cursor:
    """Reads tokens from left to right; every refusal is a PGRST100 that names the column."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def error(self, what: str) -> RestError:
        """A PGRST100 that points here."""
        return parse_error(f'"failed to parse ({self._text[:80]})" (line 1, column {self._at + 1})', what)

    def peek(self, token: str) -> bool:
        """Whether *token* comes next."""
        return self._text.startswith(token, self._at)

    def take(self, token: str) -> bool:
        """Step over *token* if it comes next."""
        if not self.peek(token):
            return False
        self._at += len(token)
        return True

    def expect(self, token: str) -> None:
        """Step over *token*, which must come next."""
        if not self.take(token):
            raise self.error(f'expecting "{token}"')

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._text):
            raise self.error(f"unexpected {self._text[self._at]!r}")

    def skip_spaces(self) -> None:
        """Step over blanks."""
        while self.peek(" "):
            self._at += 1

    def rest(self) -> str:
        """Everything that follows."""
        text, self._at = self._text[self._at :], len(self._text)
        return text

    def name(self) -> str:
        """A field or resource name, quoted or bare."""
        return unquote(self._match(_NAME, "a field name").strip())

    def word(self) -> str:
        """A bare keyword such as an operator."""
        return self._match(_WORD, "an operator")

    def json_key(self) -> str:
        """A member name or array position after an arrow."""
        return unquote(self._match(_JSON_KEY, "a JSON key"))

    def type_name(self) -> str:
        """The type of a cast; only plain names, so that nothing else can be smuggled into the statement."""
        spaced = _SPACED_TYPES.match(self._text, self._at)
        if spaced is not None:
            self._at = spaced.end()
            return spaced.group(0)
        return self._match(_TYPE, "a type name")

    def list_value(self) -> str:
        """One value of ``in.(…)``."""
        return unquote(self._match(_LIST_VALUE, "a value"))

    def logic_value(self) -> str:
        """The value of a condition inside ``and(…)`` or ``or(…)``; arrays, ranges and quotes may hold commas."""
        for shape in (_ARRAY, _RANGE):
            found = shape.match(self._text, self._at)
            if found is not None:
                self._at = found.end()
                return found.group(0)
        return self.list_value()

    def _match(self, shape: re.Pattern[str], what: str) -> str:
        found = shape.match(self._text, self._at)
        if found is None:
            raise self.error(f"expecting {what}")
        self._at = found.end()
        return found.group(0)


def unquote(text: str) -> str:
    """The text without double quotes and backslashes around it, if it has them."""
    if len(text) >= 2 and text[0] == text[-1] == '"':  # noqa: PLR2004 - two quotes
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text
