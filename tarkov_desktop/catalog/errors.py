"""What can go wrong with game data from outside. Every message is a sentence that names the document."""

from __future__ import annotations


class CatalogError(Exception):
    """Something about the game data failed; what was loaded before stays in use."""


class DocumentRejectedError(CatalogError):
    """A document arrived and is not what it should be: not JSON, too large, or of another shape."""

    def __init__(self, document: str, reason: str) -> None:
        self.document = document
        self.reason = reason
        super().__init__(f"The game data document {document} was not accepted: {reason}.")


class FetchError(CatalogError):
    """The server could not be reached, or did not give the document."""

    def __init__(
        self, message: str, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        self.status = status
        self.retry_after_s = retry_after_s
        super().__init__(message)


class BundleError(CatalogError):
    """The facts that travel with the program cannot be read: the installation is damaged."""
