"""What a block weighs: the sum of w · value ÷ mean(value) over the chosen properties.

So a share of 0.4 for the area and 0.2 for the shops means just that, whatever their units are. Which
properties count, and where they come from, is for whoever asks.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from xiuhua.rulebook.refusal import Refused


def weigh(
    values: Mapping[str, Sequence[float] | np.ndarray], shares: Mapping[str, float]
) -> np.ndarray:
    """The weight of each block; its mean is the sum of the shares that count.

    `values` holds one number per block for each property. A property that is nought everywhere tells
    blocks nothing and is left out. Refuses: weights_empty, weight_share_wrong (a share below nought or no
    number), weight_property_unknown, weight_value_wrong (a value below nought or no number).
    """
    if not shares:
        raise Refused("weights_empty")
    total: np.ndarray | None = None
    for name, share in shares.items():
        if not np.isfinite(share) or share < 0:
            raise Refused("weight_share_wrong", property=name, share=share)
        if name not in values:
            raise Refused("weight_property_unknown", property=name, known=sorted(values))
        column = np.asarray(values[name], dtype=float)
        wrong = np.flatnonzero(~np.isfinite(column) | (column < 0))
        if wrong.size:
            raise Refused("weight_value_wrong", property=name, position=int(wrong[0]) + 1)
        mean = float(column.mean()) if column.size else 0.0
        part = share * column / mean if mean > 0 else np.zeros(len(column))
        total = part if total is None else total + part
    assert total is not None
    if not total.any():
        raise Refused("weights_empty")
    return total
