"""The server side's SQL on a real PostgreSQL: rights, rules, races, fuzz and load."""
