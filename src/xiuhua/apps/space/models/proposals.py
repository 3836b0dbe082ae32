"""Proposals for new grids: which block would go to which grid. In force only once somebody adopts one."""

from django.db import models

from xiuhua.apps.records.models import Chained


class GridProposal(Chained):
    """One way to divide the subdistrict's blocks into grids, with its figures, until it is adopted or dropped."""

    class State(models.TextChoices):
        DRAFT = "draft"  # 草案
        ADOPTED = "adopted"  # 已启用
        DROPPED = "dropped"  # 已放弃

    class Origin(models.TextChoices):
        SOLVED = "solved"  # 重新划分
        REDRAWN = "redrawn"  # 在现有网格上少量调整
        GIVEN = "given"  # 从文件导入

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    count = models.PositiveSmallIntegerField()
    deviation = models.FloatField(help_text="the tolerance asked for, 0.05 is 5 %")
    shares = models.JSONField(help_text="{property: share} of a block's work")
    seed = models.BigIntegerField(default=0)
    inside_limits = models.BooleanField(default=True)
    figures = models.JSONField(help_text="deviation, cut_m, compactness_mean, compactness_min")
    blocks_on = models.DateField(help_text="the day whose blocks are divided")
    made_at = models.DateTimeField()
    adopted_from = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "name"], name="proposal_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ProposedBlock(models.Model):
    """A block in a proposal: its grid there (1 … count) and the numbers its work was made of."""

    proposal = models.ForeignKey(GridProposal, on_delete=models.PROTECT, related_name="+")
    block = models.ForeignKey("space.Block", on_delete=models.PROTECT, related_name="+")
    grid = models.PositiveSmallIntegerField()
    weight = models.FloatField()
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "block"], name="proposed_block_once")
        ]
