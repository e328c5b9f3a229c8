"""The one port in front of everything: who may knock, with which key, and which endpoint answers."""

from __future__ import annotations

from tarkov_desktop.localbackend.gateway.app import Gateway
from tarkov_desktop.localbackend.gateway.server import HttpServer

__all__ = ["Gateway", "HttpServer"]
