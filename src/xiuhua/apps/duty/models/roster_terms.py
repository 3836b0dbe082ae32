"""What a month's roster is made from: shifts of the day, posts, who may stand there, how many are needed, rules.

All of it is data of the street with validity. What the numbers mean is said in `roster_rules.py`.
"""

from django.db import models

from xiuhua.apps.records.models import Chained


class ShiftKind(Chained):
    """One shift of the day (班次), e.g. 早班 8:00–16:00. An end after 1440 minutes lies on the next day."""

    class Part(models.TextChoices):
        MORNING = "a"  # 早班
        MIDDLE = "b"  # 中班
        NIGHT = "n"  # 夜班
        DAY = "d"  # 白班
        AROUND = "f"  # 24 小时值班

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=20)
    part = models.CharField(max_length=1, choices=Part.choices)
    begin_minute = models.PositiveSmallIntegerField(help_text="minutes from midnight of its day")
    end_minute = models.PositiveSmallIntegerField(help_text="more than 1440: on the next day")
    paid_minutes = models.PositiveSmallIntegerField(help_text="what counts as working time")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="shift_kind_once"),
            models.CheckConstraint(
                condition=models.Q(end_minute__gt=models.F("begin_minute")), name="shift_kind_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Chained):
    """Where somebody is on duty (岗位), e.g. 带班领导, 指挥中心坐席, 机动执法组."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=30)
    certificate = models.CharField(
        max_length=32,
        blank=True,
        help_text="kind of certificate everybody here must hold; empty: none",
    )
    leads = models.BooleanField(default=False, help_text="the leader in charge (带班领导)")
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "code"], name="post_once")]

    def __str__(self) -> str:
        return self.name


class PostMember(models.Model):
    """A person who may be put on a post, from day to day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sort = models.PositiveSmallIntegerField(default=0, help_text="place in the pattern")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user", "valid_from"], name="post_member_once")
        ]


class PostNeed(models.Model):
    """How many a post needs in a shift, on which days, and how many of them with a certificate."""

    class Days(models.TextChoices):
        EVERY = "every"  # 每天
        WORK = "work"  # 工作日
        REST = "rest"  # 周末和节假日

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(ShiftKind, on_delete=models.PROTECT, related_name="+")
    days = models.CharField(max_length=5, choices=Days.choices, default=Days.EVERY)
    needed = models.PositiveSmallIntegerField()
    certified = models.PositiveSmallIntegerField(default=0, help_text="how many must be certified")
    pattern = models.CharField(max_length=16, blank=True, help_text="the start people know")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "shift", "days", "valid_from"], name="post_need_once"
            ),
            models.CheckConstraint(
                condition=models.Q(certified__lte=models.F("needed")), name="post_need_certified"
            ),
        ]


class RosterRule(Chained):
    """One number of the rules of working time, from a day on, with its source. Without a row the shipped one holds."""

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=32)
    value = models.PositiveIntegerField(help_text="in the rule's unit; 0: no such rule")
    source = models.CharField(max_length=200)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "name", "valid_from"], name="roster_rule_once_per_start"
            )
        ]
