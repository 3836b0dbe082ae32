"""Writes of the privacy office."""
