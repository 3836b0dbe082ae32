"""Tables of the trunk: the case, its clocks, photos, words, petitions, orders and referrals; counts for the map."""

from xiuhua.apps.cases.models.case import Case
from xiuhua.apps.cases.models.clocks import Clock, Pause
from xiuhua.apps.cases.models.evidence import Photo, Remark, Reporter
from xiuhua.apps.cases.models.map_counts import MapCount, MapDelta, MapFold
from xiuhua.apps.cases.models.orders import InboundOrder, OrderCase, Referral
from xiuhua.apps.cases.models.petitions import Petition

__all__ = [
    "Case",
    "Clock",
    "InboundOrder",
    "MapCount",
    "MapDelta",
    "MapFold",
    "OrderCase",
    "Pause",
    "Petition",
    "Photo",
    "Referral",
    "Remark",
    "Reporter",
]
