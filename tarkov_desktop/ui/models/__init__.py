"""Models of the lists: rows prepared once, so that ``data()`` only hands them out (R-MV-4)."""
