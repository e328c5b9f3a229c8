"""The network comes back: told once, and only when it was away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation

from tarkov_desktop.ui.network import NetworkWatch

ONLINE = QNetworkInformation.Reachability.Online
SITE = QNetworkInformation.Reachability.Site
NOWHERE = QNetworkInformation.Reachability.Disconnected
UNKNOWN = QNetworkInformation.Reachability.Unknown


@pytest.mark.parametrize(
    ("heard", "calls"),
    [
        ((NOWHERE, ONLINE), 1),
        ((SITE, ONLINE, ONLINE), 1),
        ((UNKNOWN, NOWHERE, ONLINE, NOWHERE, ONLINE), 2),
        ((ONLINE, ONLINE, SITE, NOWHERE), 0),
    ],
)
def test_the_network_is_back_once_after_each_time_it_was_away(
    heard: tuple[QNetworkInformation.Reachability, ...], calls: int
) -> None:
    told: list[bool] = []
    parent = QObject()
    watch = NetworkWatch(parent, lambda: told.append(True))
    watch.take(ONLINE)
    told.clear()

    for reachability in heard:
        watch.take(reachability)

    assert len(told) == calls


def test_what_the_system_says_is_heard_as_long_as_the_window_lives() -> None:
    told: list[bool] = []
    parent = QObject()
    watch = NetworkWatch(parent, lambda: told.append(True))
    information = QNetworkInformation.instance()
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        pytest.skip("this system cannot tell whether it is online")

    information.reachabilityChanged.emit(NOWHERE)
    information.reachabilityChanged.emit(ONLINE)
    heard = list(told)
    del watch, parent
    information.reachabilityChanged.emit(NOWHERE)
    information.reachabilityChanged.emit(ONLINE)

    assert heard == [True]
    assert told == [True]
