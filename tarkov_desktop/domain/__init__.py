"""What is true of the game and of progress. Pure: no Qt, no I/O, no event loop, no clock reads."""
