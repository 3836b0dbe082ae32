"""Who may come in at which door: every address and act with the right it asks for, said once more by hand.

The program asks for rights where things are done; this table is what a person reads and signs. A test goes
through every address as every role and compares. It decides nothing: no page may look here to let anybody in.
"""
