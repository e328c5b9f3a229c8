"""Finished clusters kept for copying: a start from one takes a tenth of a second instead of building the database again."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.postgres.cluster import Cluster

logger = logging.getLogger(__name__)

_KEPT = 3


class Templates:
    """The template cache of one user; losing it costs only time.

    Args:
        folder: made when the first template is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy_to(self, cluster: Cluster, key: str) -> bool:
        """Fill an empty cluster folder from the template *key*; False when there is none."""
        template = self._folder / key
        try:
            shutil.copytree(template / "pg", cluster.data, symlinks=True, copy_function=shutil.copy)
            shutil.copy(template / "secrets.json", cluster.secrets_path)
        except OSError:
            # None yet, or another process is pruning it at this moment: building anew is always right.
            shutil.rmtree(cluster.data, ignore_errors=True)
            cluster.secrets_path.unlink(missing_ok=True)
            return False
        cluster.data.chmod(0o700)
        cluster.secrets_path.chmod(0o600)
        cluster.take_over()
        os.utime(template)
        return True

    def keep(self, cluster: Cluster, key: str) -> None:
        """Keep a stopped cluster as the template *key*; a disk that refuses only means no template."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = Path(tempfile.mkdtemp(dir=self._folder, prefix="partial-"))
            try:
                shutil.copytree(cluster.data, partial / "pg", symlinks=True, copy_function=shutil.copy)
                shutil.copy(cluster.secrets_path, partial / "secrets.json")
                (partial / "secrets.json").chmod(0o600)
                shutil.rmtree(self._folder / key, ignore_errors=True)  # one that could not be copied from
                partial.rename(self._folder / key)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            self._prune()
        except OSError:
            logger.warning("no template kept; the next start builds the database anew", exc_info=True)

    def _prune(self) -> None:
        by_age = sorted(
            (entry for entry in self._folder.iterdir() if not entry.name.startswith("partial-")),
            key=lambda entry: entry.stat().st_mtime,
            reverse=True,
        )
        for old in by_age[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
