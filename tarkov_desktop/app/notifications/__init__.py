"""Notifications: which news of the squad and of the cloud the player is told, when, and in which words.

``news`` are the values, ``words`` makes one sentence of many, ``desk`` gathers them, waits for the end of a raid and
honours the settings. How a sentence reaches the eye is the window's.
"""
