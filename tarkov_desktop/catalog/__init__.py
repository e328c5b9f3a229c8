"""Game data: bundled facts, the live JSON API, the community overlay, the cache on disk."""
