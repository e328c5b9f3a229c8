"""Real processes, a real database, a bad network."""
