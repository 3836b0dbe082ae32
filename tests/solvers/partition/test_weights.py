"""What a block weighs."""

import numpy as np
import pytest

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import weigh


def test_shares_count_whatever_the_units_are():
    values = {"area_m2": [10_000, 30_000], "shops": [3, 1]}
    assert weigh(values, {"area_m2": 0.5, "shops": 0.5}).tolist() == [1.0, 1.0]
    assert weigh(values, {"area_m2": 1.0}).tolist() == [0.5, 1.5]


def test_what_is_nought_everywhere_tells_nothing():
    values = {"area_m2": [1, 3], "cases": [0, 0]}
    assert weigh(values, {"area_m2": 0.4, "cases": 0.6}).tolist() == [0.2, pytest.approx(0.6)]


@pytest.mark.parametrize(
    ("values", "shares", "code"),
    [
        ({"a": [1.0]}, {}, "weights_empty"),
        ({"a": [0.0]}, {"a": 1}, "weights_empty"),
        ({"a": [1.0]}, {"a": 0}, "weights_empty"),
        ({"a": [1.0]}, {"b": 1}, "weight_property_unknown"),
        ({"a": [1.0]}, {"a": -1}, "weight_share_wrong"),
        ({"a": [1.0]}, {"a": np.nan}, "weight_share_wrong"),
        ({"a": [-1.0]}, {"a": 1}, "weight_value_wrong"),
        ({"a": [np.inf]}, {"a": 1}, "weight_value_wrong"),
    ],
)
def test_what_cannot_be_weighed_is_refused(values, shares, code):
    with pytest.raises(Refused) as refused:
        weigh(values, shares)
    assert refused.value.code == code
