"""Rounds: walks that pass every stretch of road as often as its class asks for, on the real network.

    problem = Problem(ways, start=None)
    result = solve(problem, Stop(seconds=5), seed=1, params=Params(slot_min=120, speed_m_min=70))

A rural postman problem: the ways that must be walked are joined by the cheapest others, nodes with an odd number
of ends are paired at least cost (OR-tools), and the walk is read off the even graph; one longer than its slot is
cut into several of like length. Nothing here knows grids, people or tables.
"""

from xiuhua.solvers.rounds.network import Line, Network, network_of
from xiuhua.solvers.rounds.problem import Params, Problem, Result, Round, Step, Stop, Way
from xiuhua.solvers.rounds.solving import solve

__all__ = [
    "Line",
    "Network",
    "Params",
    "Problem",
    "Result",
    "Round",
    "Step",
    "Stop",
    "Way",
    "network_of",
    "solve",
]
