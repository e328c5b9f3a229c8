"""What can stop the program from starting, beside the store's own errors.

AppError
├── UnusableFolder  the program's folder cannot be made or written
├── UnusableAddress an address of a service is not one that may be used
└── UnknownAccount  no such account on this computer
"""

from __future__ import annotations


class AppError(Exception):
    """The program cannot do what was asked; ``code`` is the word the command line prints."""

    code = "failed"


class UnusableFolder(AppError):  # noqa: N818 - named for the state of the folder
    """The folder for data, cache or logs cannot be made or written."""

    code = "folder_unusable"


class UnknownAccount(AppError):  # noqa: N818 - named for what is unknown
    """There is no such account on this computer."""

    code = "unknown_account"


class UnusableAddress(AppError):  # noqa: N818 - named for the state of the address
    """An address given by a variable or a setting is neither https nor on this computer."""

    code = "address_unusable"
