"""A proposal out of an uploaded file, and the files a proposal is saved as."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from django.core.files.uploadedfile import UploadedFile

from xiuhua.apps.space.block_sets import BlockSet
from xiuhua.apps.space.grid_files import read_assignment
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Result, measure_grids, weigh
from xiuhua.web.shared import formats
from xiuhua.web.shared.block_values import USUAL_SHARES

LARGEST = 20_000_000
MEDIA = {
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def given_result(
    blocks: BlockSet, values: Mapping[str, np.ndarray], file: UploadedFile
) -> tuple[Result, np.ndarray, dict[str, float]]:
    """The division of a file, what each block weighs, and by which shares.

    Refuses what the reader refuses; assignment_incomplete; assignment_numbers_wrong; upload_too_large.
    """
    if (file.size or 0) > LARGEST:
        raise Refused("upload_too_large", limit=formats.file_size(LARGEST))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"given{Path(file.name or '').suffix.lower()}"
        path.write_bytes(file.read())
        grid_of = read_assignment(path)
    missing = [code for code in blocks.codes if code not in grid_of]
    unknown = sorted(set(grid_of) - set(blocks.codes))
    if missing or unknown:
        raise Refused("assignment_incomplete", missing=len(missing), block=(missing or unknown)[0])
    numbers = np.array([grid_of[code] for code in blocks.codes])
    count = int(numbers.max())
    if sorted(set(numbers.tolist())) != list(range(1, count + 1)):
        raise Refused("assignment_numbers_wrong", count=len(set(numbers.tolist())))
    weight = weigh(values, USUAL_SHARES)
    figures = measure_grids(blocks.town, weight, numbers - 1)
    if figures.in_pieces:
        raise Refused("grids_in_pieces", grids=[grid + 1 for grid in figures.in_pieces])
    return Result(numbers - 1, figures, time.perf_counter() - began), weight, dict(USUAL_SHARES)
