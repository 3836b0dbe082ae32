"""Every decision that law, standard or manual makes: values in, values out.

Pure Python. It never reads a clock, a database, a file or a setting, and must not become the
place where decisions are carried out: that is what the apps' actions do.
"""
