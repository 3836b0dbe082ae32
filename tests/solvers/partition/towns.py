"""Small towns for tests: a chessboard near Wuhan, drawn in degrees."""

import numpy as np
from shapely.geometry import box

EPSG = 4547
STEP_LON, STEP_LAT = 0.00105, 0.0009  # about 100 m each way


def board(columns, rows):
    """Square blocks, row by row from the south-west."""
    return [
        box(
            round(114 + x * STEP_LON, 7),
            round(30.5 + y * STEP_LAT, 7),
            round(114 + (x + 1) * STEP_LON, 7),
            round(30.5 + (y + 1) * STEP_LAT, 7),
        )
        for y in range(rows)
        for x in range(columns)
    ]


def weights(count, seed=0, spread=0.5):
    return np.random.default_rng(seed).uniform(1 - spread, 1 + spread, count)
