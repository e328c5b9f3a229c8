"""A real PostgreSQL in a folder: found, initialised, started, stopped, copied from a template, swept up after a crash."""
