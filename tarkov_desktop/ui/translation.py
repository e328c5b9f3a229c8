"""The translation in use, in the form that composed objective texts ask for."""

from __future__ import annotations

from tarkov_desktop.app import texts


class _Words:
    def gettext(self, message: str, /) -> str:
        """Return the translation of *message*."""
        return texts._(message)

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Return the translation that fits the number *n*."""
        return texts.ngettext(singular, plural, n)


WORDS = _Words()
