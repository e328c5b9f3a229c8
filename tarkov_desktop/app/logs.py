"""The program's own log: a file in the log folder, every line redacted before it is written."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from typing_extensions import override

from tarkov_desktop.app.redaction import Redaction

LOG_FILE: Final = "tarkov-desktop.log"
MAX_BYTES: Final = 1_000_000
KEPT_FILES: Final = 3
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Redacts the whole line, traceback included: the second lock, not the first (style 2.10)."""

    def __init__(self, redact: Redaction) -> None:
        super().__init__(_FORMAT)
        self._redact = redact

    @override
    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


class LogFile:
    """The log, open until :meth:`close`; made by the composition root once per program."""

    def __init__(self, folder: Path, redact: Redaction, *, is_verbose: bool) -> None:
        handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        handler.setFormatter(RedactingFormatter(redact))
        level = logging.DEBUG if is_verbose else logging.INFO
        handler.setLevel(level)
        self._handler = handler
        self._logger = logging.getLogger("tarkov_desktop")
        self._former_level = self._logger.level
        self._logger.setLevel(level)
        self._logger.addHandler(handler)

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self._logger.removeHandler(self._handler)
        self._logger.setLevel(self._former_level)
        self._handler.close()
