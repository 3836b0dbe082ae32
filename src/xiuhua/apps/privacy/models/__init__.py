"""Tables of the privacy office: requests of persons, retention runs, impact assessments."""

from xiuhua.apps.privacy.models.assessments import ImpactAssessment
from xiuhua.apps.privacy.models.requests import PersonRequest
from xiuhua.apps.privacy.models.runs import RetentionRun

__all__ = ["ImpactAssessment", "PersonRequest", "RetentionRun"]
