"""Impact assessments (个人信息保护影响评估): done before sensitive or risky handling, kept three years at least."""

from django.db import models

from xiuhua.apps.records.models import Chained


class ImpactAssessment(Chained):
    """One assessment: what was to be done with which data, what was found, which measures follow."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    matter = models.CharField(max_length=200)
    conclusion = models.TextField(blank=True, help_text="empty after its time of keeping")
    done_on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-done_on"], name="assessment_by_day")]
