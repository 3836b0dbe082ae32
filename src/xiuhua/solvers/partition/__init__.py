"""Divide a town's blocks into grids: equal in work, round, bordered by roads that people know.

`solve(problem, stop, seed, params) -> Result` proposes; `redraw` moves as few blocks as it can when the
work has changed; `reasons` says of every border why it runs there. Blocks come in as polygons or as a
graph, values per block as arrays; nothing here knows where either came from.
"""

from xiuhua.solvers.partition.figures import Figures, measure_grids
from xiuhua.solvers.partition.problem import Params, Problem, Result, Stop
from xiuhua.solvers.partition.redraw import redraw
from xiuhua.solvers.partition.solving import solve
from xiuhua.solvers.partition.town import Edges, Town
from xiuhua.solvers.partition.weights import weigh

__all__ = [
    "Edges",
    "Figures",
    "Params",
    "Problem",
    "Result",
    "Stop",
    "Town",
    "measure_grids",
    "redraw",
    "solve",
    "weigh",
]
