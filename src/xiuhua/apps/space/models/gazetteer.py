"""The gazetteer: names that people use for places, found by sound, initials and misspelling."""

from django.db import models

from xiuhua.apps.records.models import Chained


class Place(Chained):
    """One name of one place. Old names and by-names are rows of their own at the same point."""

    class Kind(models.TextChoices):
        ROAD = "road"
        CROSSING = "crossing"
        COMMUNITY = "community"
        COMPOUND = "compound"
        SHOP = "shop"
        LAMP_POST = "lamp_post"
        BUS_STOP = "bus_stop"
        LANDMARK = "landmark"
        OLD_NAME = "old_name"
        BY_NAME = "by_name"

    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    lon = models.FloatField()
    lat = models.FloatField()
    pinyin = models.CharField(max_length=400, help_text="syllables without tones, spaced")
    initials = models.CharField(max_length=60)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    source = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "initials"], name="place_by_initials"),
            models.Index(fields=["subdistrict", "name"], name="place_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
