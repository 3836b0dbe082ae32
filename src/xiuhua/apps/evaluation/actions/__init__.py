"""What is reckoned and closed in coverage."""

from xiuhua.apps.evaluation.actions.closing import close_with_reason
from xiuhua.apps.evaluation.actions.reckoning import reckon, reckon_all

__all__ = ["close_with_reason", "reckon", "reckon_all"]
