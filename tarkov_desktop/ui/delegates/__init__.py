"""Painted rows: what long lists are drawn with. ``rows`` is the base; each page adds its own columns."""
