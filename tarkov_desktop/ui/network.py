"""Tells when the network is back, as the operating system sees it: waits between tries end then (R-RT-2)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation

logger = logging.getLogger(__name__)

_Reachability = QNetworkInformation.Reachability


class NetworkWatch(QObject):
    """Calls *back* each time the system says it is online after it was not; lives as long as *parent*.

    Where the system cannot tell (no desktop services, a container) it never calls, and tries go on at their own pace.
    """

    def __init__(self, parent: QObject, back: Callable[[], object]) -> None:
        super().__init__(parent)
        self._back = back
        self._was_online = True
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            logger.info("the system does not tell whether it is online")
            return
        information = QNetworkInformation.instance()
        self._was_online = information.reachability() is _Reachability.Online
        information.reachabilityChanged.connect(self.take)

    def take(self, reachability: QNetworkInformation.Reachability) -> None:
        """Hear how far the network reaches now."""
        is_online = reachability is _Reachability.Online
        was_online, self._was_online = self._was_online, is_online
        if is_online and not was_online:
            logger.info("the network is back")
            self._back()
