"""Where: communities, roads, blocks, zones, grids and the gazetteer of names people use."""
