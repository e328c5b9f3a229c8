"""Speed, measured: one benchmark for each row of the budgets. ``packaging/dev.py bench`` runs them."""
