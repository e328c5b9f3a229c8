"""The squad: who is in it, what each did last, and everything a player can do about it.

Decided: a snapshot of the members API is the truth; broadcasts only move it forward by (season, rev), and anything
missed, late or malformed means "fetch again" (client libraries R-RT-5). Nothing here is stored.
"""
