"""Tables of coverage."""

from xiuhua.apps.evaluation.models.coverage import BlindSpot, CoverageFigure, CoverageRun

__all__ = ["BlindSpot", "CoverageFigure", "CoverageRun"]
