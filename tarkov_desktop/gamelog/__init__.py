"""The game's own log files, read into facts."""
