"""The compact window (Ctrl+M): pinned tasks with their counters beside the game."""
