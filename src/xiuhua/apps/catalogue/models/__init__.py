"""Tables of what can be a matter of urban management, and by which standard."""

from xiuhua.apps.catalogue.models.classes import CaseClass, ClassCode, ClassTag
from xiuhua.apps.catalogue.models.rules import CaseSource, ClockRule
from xiuhua.apps.catalogue.models.standards import Standard

__all__ = ["CaseClass", "CaseSource", "ClassCode", "ClassTag", "ClockRule", "Standard"]
