"""Problem in, result out: computations over many values with numpy, shapely and pyproj.

Seeded where chance plays a part. Knows the rulebook and never Django, a file or a clock.
"""
