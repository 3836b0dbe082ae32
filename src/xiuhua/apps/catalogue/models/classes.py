"""Classes of components and events, keyed by a stable slug; numbers are mappings per code system."""

from django.db import models

from xiuhua.apps.records.models import Chained


class CaseClass(Chained):
    """A class, e.g. `event.street_order.outdoor_trading`. Majors are classes without a parent."""

    class Kind(models.TextChoices):
        COMPONENT = "component"
        EVENT = "event"

    slug = models.CharField(max_length=96, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class ClassCode(models.Model):
    """The number of a class in one code system; 04 and 05 of the events swap between two systems."""

    case_class = models.ForeignKey(CaseClass, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=32)
    code = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="code_once_in_system"),
            models.UniqueConstraint(fields=["system", "case_class"], name="class_once_in_system"),
        ]


class ClassTag(models.Model):
    """Seven actions (净平明绿美齐优), four cures (脏乱差违), three streams: several tags per class."""

    class Family(models.TextChoices):
        ACTION = "action"
        CURE = "cure"
        STREAM = "stream"

    case_class = models.ForeignKey(CaseClass, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=8, choices=Family.choices)
    value = models.CharField(max_length=24)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_class", "family", "value"], name="tag_once")
        ]
