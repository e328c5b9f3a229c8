"""Tarkov Desktop: the companion for Escape from Tarkov that works offline and shows the squad live."""

__version__ = "0.1.0"
