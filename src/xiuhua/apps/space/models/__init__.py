"""Tables of places."""

from xiuhua.apps.space.models.areas import Block, Community, Grid, Zone
from xiuhua.apps.space.models.gazetteer import Place
from xiuhua.apps.space.models.proposals import GridProposal, ProposedBlock
from xiuhua.apps.space.models.roads import Road, Segment

__all__ = [
    "Block",
    "Community",
    "Grid",
    "GridProposal",
    "Place",
    "ProposedBlock",
    "Road",
    "Segment",
    "Zone",
]
