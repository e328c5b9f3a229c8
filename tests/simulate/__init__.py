"""A world in a seed: real engines and real files, a model of the server, and a network that does its worst."""
