"""The demonstration: an invented subdistrict over real roads, with people, things and 120 days of cases.

Everything but the roads is generated from a seed, and every case lives through the same actions that
people use, so its history, clocks and messages are real. Nothing here is used outside `load_demo`.
"""
