"""Finished clusters kept for copying: a start from one takes a tenth of a second instead of building the database again."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.errors import DataInUseError
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tarkov_desktop.localbackend.postgres.cluster import Cluster

logger = logging.getLogger(__name__)

_KEPT = 3
_PATIENCE_S = 60.0


class Templates:
    """The template cache of one user; losing it costs only time.

    One process at a time reads or writes it: a copy made while another replaces or prunes the template would silently lack files.

    Args:
        folder: made when the first template is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy_to(self, cluster: Cluster, key: str) -> bool:
        """Fill an empty cluster folder from the template *key*; False when there is none."""
        template = self._folder / key
        if not template.exists():
            return False
        try:
            with self._alone():
                shutil.copytree(template / "pg", cluster.data, symlinks=True, copy_function=shutil.copy)
                shutil.copy(template / "secrets.json", cluster.secrets_path)
                os.utime(template)
        except (OSError, DataInUseError):
            # Pruned since we looked, or damaged: building anew is always right.
            shutil.rmtree(cluster.data, ignore_errors=True)
            cluster.secrets_path.unlink(missing_ok=True)
            return False
        cluster.data.chmod(0o700)
        cluster.secrets_path.chmod(0o600)
        cluster.take_over()
        return True

    def keep(self, cluster: Cluster, key: str) -> None:
        """Keep a stopped cluster as the template *key*; a disk that refuses only means no template."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._alone():
                self._replace(cluster, key)
                self._prune()
        except (OSError, DataInUseError):
            logger.warning("no template kept; the next start builds the database anew", exc_info=True)

    def _replace(self, cluster: Cluster, key: str) -> None:
        partial = Path(tempfile.mkdtemp(dir=self._folder, prefix="partial-"))
        try:
            shutil.copytree(cluster.data, partial / "pg", symlinks=True, copy_function=shutil.copy)
            shutil.copy(cluster.secrets_path, partial / "secrets.json")
            (partial / "secrets.json").chmod(0o600)
            shutil.rmtree(self._folder / key, ignore_errors=True)  # one that could not be copied from
            partial.rename(self._folder / key)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _prune(self) -> None:
        by_age = sorted(
            (entry for entry in self._folder.iterdir() if entry.is_dir()),
            key=lambda entry: entry.stat().st_mtime,
            reverse=True,
        )
        for old in by_age[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FolderLock(self._folder)
        lock.acquire(wait_s=_PATIENCE_S)
        try:
            yield
        finally:
            lock.release()
