"""Writes of the ground floor; each module holds the acts on one kind of row."""
