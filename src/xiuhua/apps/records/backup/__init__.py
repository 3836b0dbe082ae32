"""Digest, backup, restore, move and upgrade: the whole installation, independent of its database.

Everything here works on the tables as the applied migrations made them, not as this version's models would
have them, so that an older database is backed up before it is upgraded. It must not learn what any table
means.
"""
