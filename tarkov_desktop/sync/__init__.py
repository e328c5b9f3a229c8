"""Clock, registers, merge and the sync engine: pure algorithms that reach the world through Protocols."""
