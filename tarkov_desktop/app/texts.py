"""What a person reads: sentences through gettext, numbers and times through Babel.

English is the source. ``_``, ``ngettext`` and ``pgettext`` look the sentence up in the catalogue that
:func:`speak` chose; before that, and for what a catalogue lacks, English stands. Catalogues are plain PO files in
``resources/translations/<language>.po``: read once at start, so that a translator needs no compiler.

The chosen language is the one piece of state here (a :class:`contextvars.ContextVar` would not reach Qt's slots);
tests and the program set it through :func:`speak` only.
"""

from __future__ import annotations

import functools
import gettext as gettext_module
import logging
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from tarkov_desktop import resources
from tarkov_desktop.app.pseudo import PSEUDO_LANGUAGE, Pseudo

if TYPE_CHECKING:
    from babel import Locale

logger = logging.getLogger(__name__)

SOURCE_LANGUAGE: Final = "en"
_ENGLISH: Final = frozenset({SOURCE_LANGUAGE, PSEUDO_LANGUAGE})
"""Languages that write numbers and days without Babel."""
LANGUAGES: Final = ("en", "de", "fr", "ru", "es", "uk")
"""Languages of the interface, English first; each other one has a catalogue."""


class _Voice:
    """The language in use: its sentences and its ways with numbers."""

    def __init__(self) -> None:
        self.language = SOURCE_LANGUAGE
        self.translations: gettext_module.NullTranslations = gettext_module.NullTranslations()


_voice: Final = _Voice()


def speak(language: str | None) -> str:
    """Use *language* (``de``, ``de_AT``, ``de-AT``; None is English) from now on; return the one in use.

    A language without a catalogue is English. Texts already shown stay until they are made again.
    """
    if language == PSEUDO_LANGUAGE:
        _voice.language, _voice.translations = PSEUDO_LANGUAGE, Pseudo()
        return PSEUDO_LANGUAGE
    wanted = (language or SOURCE_LANGUAGE).replace("-", "_").split("_")[0].lower()
    chosen = wanted if wanted in LANGUAGES else SOURCE_LANGUAGE
    _voice.language = chosen
    _voice.translations = _catalogue(chosen)
    _locale.cache_clear()
    return chosen


def language() -> str:
    """Return the language in use, one of :data:`LANGUAGES`; in tests and pictures also the pseudo language."""
    return _voice.language


def _(sentence: str) -> str:
    """Return *sentence* in the language in use."""
    return _voice.translations.gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the sentence for *count* things."""
    return _voice.translations.ngettext(one, many, count)


def pgettext(context: str, sentence: str) -> str:
    """Return *sentence* where the same English word means several things."""
    return _voice.translations.pgettext(context, sentence)


def mark(sentence: str) -> str:
    """Return *sentence* untouched: marks a text in a table that ``_`` translates when it is shown."""
    return sentence


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Return both untouched: marks texts in a table that ``ngettext`` translates when they are shown."""
    return one, many


def number(value: float) -> str:
    """Return *value* as a person of the language writes it: ``13,000``, ``13.000``; whole floats without a point."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 2)
    if _voice.language in _ENGLISH:  # the common case, without loading Babel before the first window
        return f"{value:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415 - 30 ms that an English start does not pay

    return str(format_decimal(value, locale=_locale()))


def signed(value: float) -> str:
    """Return *value* with its sign and up to two places: ``+0.04``."""
    if _voice.language in _ENGLISH:
        return f"{value:+.2f}"
    from babel.numbers import format_decimal  # noqa: PLC0415 - see number()

    return str(format_decimal(value, format="+0.00;-0.00", locale=_locale()))


def percent(share: float) -> str:
    """Return *share* (0..1) in whole percent, with a thin gap as visual.md draws it: ``62 %``."""
    return f"{int(share * 100)}\N{NO-BREAK SPACE}%"


def clock(moment: datetime) -> str:
    """Return hours and minutes of *moment*: ``14:05``."""
    return f"{moment:%H:%M}"


_ENGLISH_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day(moment: datetime) -> str:
    """Return the day of *moment* without its year: ``11 Nov``."""
    if _voice.language in _ENGLISH:
        return f"{moment.day} {_ENGLISH_MONTHS[moment.month - 1]}"
    from babel.dates import format_skeleton  # noqa: PLC0415 - see number()

    return format_skeleton("MMMd", moment, locale=_locale())


def when(at_ms: int, *, now_ms: int, zone: tzinfo | None = None) -> str:
    """Return the clock time for today, else the day, of Unix milliseconds *at_ms*: ``14:05``, ``11 Nov``."""
    moment = datetime.fromtimestamp(at_ms / 1000, tz=zone).astimezone(zone)
    today = datetime.fromtimestamp(now_ms / 1000, tz=zone).astimezone(zone)
    return clock(moment) if moment.date() == today.date() else day(moment)


def duration(seconds: int) -> str:
    """Return a span in its two largest units: ``3 h 12 min``, ``2 d 4 h``, ``40 s``."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    if days:
        return (
            _("{days} d {hours} h").format(days=days, hours=hours)
            if hours
            else _("{days} d").format(days=days)
        )
    if hours:
        both = _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
        return both if minutes else _("{hours} h").format(hours=hours)
    if minutes:
        return _("{minutes} min").format(minutes=minutes)
    return _("{seconds} s").format(seconds=left)


_STEPS: Final = (
    (1_000_000_000, mark("{size} GB")),
    (1_000_000, mark("{size} MB")),
    (1_000, mark("{size} KB")),
)
_FEW: Final = 10


def byte_size(count: int) -> str:
    """Return *count* bytes as a file dialog writes them: ``182 KB``, ``3.4 MB``."""
    for step, sentence in _STEPS:
        if count >= step:
            size = count / step
            return _(sentence).format(size=number(round(size, 1) if size < _FEW else round(size)))
    return ngettext("{count} byte", "{count} bytes", count).format(count=number(count))


def listed(names: Sequence[str]) -> str:
    """Return *names* as an enumeration: ``Woods, Customs``."""
    return _(", ").join(names)


@functools.cache
def _locale() -> Locale:
    from babel import Locale  # noqa: PLC0415 - see number()

    return Locale.parse(_voice.language)


@functools.cache
def _catalogue(chosen: str) -> gettext_module.NullTranslations:
    if chosen == SOURCE_LANGUAGE:
        return gettext_module.NullTranslations()
    import io  # noqa: PLC0415 - only with another language than English

    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only with another language than English
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only with another language than English

    compiled = io.BytesIO()
    text = resources.read_bytes(f"translations/{chosen}.po")
    write_mo(compiled, read_po(io.BytesIO(text), locale=chosen))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
