"""Writes to people, units, grants, certificates and passwords, each one act with its history."""
