"""Writes of the space app, one module per kind of thing. Nobody else writes these tables."""
