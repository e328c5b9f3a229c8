"""Why the local backend could not start, as exceptions with the code the command line prints."""

from __future__ import annotations


class BackendError(Exception):
    """The local backend cannot go on; ``code`` is the snake_case word of the command's answer."""

    code = "start_failed"


class ExtraMissingError(BackendError):
    """The optional parts (PostgreSQL, Deno, the gateway's libraries) are not installed."""

    code = "extra_missing"

    def __init__(self, what: str) -> None:
        super().__init__(f'{what} is not installed. Run: pip install "tarkov-desktop[backend]"')


class PartMissingError(BackendError):
    """A part that was asked for and needs a program this computer does not have; without it all else would run."""

    code = "extra_missing"


class DataInUseError(BackendError):
    """Another running backend holds the data folder; nothing of it was touched."""

    code = "data_in_use"


class PortTakenError(BackendError):
    """The asked-for port is held by another program."""

    code = "port_taken"


class StartFailedError(BackendError):
    """A part did not come up; the message ends with what it last said."""

    code = "start_failed"


class MigrationFailedError(BackendError):
    """A migration does not apply; the database is as it was before that file."""

    code = "migration_failed"


class MigrationChangedError(BackendError):
    """A migration that was applied before is gone or reads differently now."""

    code = "migration_changed"
