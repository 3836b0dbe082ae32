"""Append-only history: one hash chain per object, and seals over all chains.

History holds no personal data: keys, codes, numbers and salted hashes only. Words and photos are rows
of their own that can be erased. Do not put a foreign key here: the record must outlive every row.
"""

from django.db import models


class Chained(models.Model):
    """An object with a history of its own; head and length of the chain are kept on its row."""

    history_seq = models.PositiveIntegerField(default=0)
    history_head = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        abstract = True

    @classmethod
    def chain_kind(cls) -> str:
        """The name under which this class stands in the history, e.g. `case`."""
        return cls._meta.model_name or ""


class Event(models.Model):
    """One thing that happened to one object. Written once; triggers refuse change and deletion."""

    subdistrict_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(help_text="1, 2, 3 … within the object")
    kind = models.CharField(max_length=48, help_text="e.g. case.dispatched")
    at = models.DateTimeField(help_text="the server's time, which decides")
    device_at = models.DateTimeField(null=True, help_text="the device's time, which is only kept")
    actor_id = models.BigIntegerField(
        null=True, help_text="user id; null: the public or the system"
    )
    data = models.TextField(default="{}", help_text="canonical JSON, exactly as hashed")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    append_only = True  # see guards.py

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "seq"], name="event_once_in_its_chain"
            )
        ]
        indexes = [models.Index(fields=["subdistrict_id", "kind", "at"], name="event_by_kind")]


class Seal(models.Model):
    """A digest over all chains that grew since the last seal, chained to that one."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    upto_event_id = models.BigIntegerField()
    chains = models.PositiveIntegerField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    append_only = True


class SealedChain(models.Model):
    """How far one chain had grown at one seal; a chain taken away whole is missed by it."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    append_only = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "object_kind", "object_id"], name="chain_once_per_seal"
            )
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="sealed_by_object")]
