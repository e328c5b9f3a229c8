"""Tests mirror the package; what they share is importable as ``tests.<module>``."""
