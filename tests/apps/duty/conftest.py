"""Nothing that an earlier, rolled-back test left in memory may be found by the next."""

import pytest

from xiuhua.apps.records import kept


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.forget_all()
