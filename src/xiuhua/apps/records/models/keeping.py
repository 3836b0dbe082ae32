"""Small books of the ground floor: idempotency keys, blocks of numbers, the demonstration's clock, signs of life."""

from django.db import models


class IdempotencyKey(models.Model):
    """An act that was done under a client-made key: the same key answers the same, and acts once."""

    scope = models.CharField(max_length=40, help_text="user:12, or public")
    key = models.CharField(max_length=80)
    act = models.CharField(max_length=48)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="key_once_in_scope")]


class NumberBlock(models.Model):
    """The next free number of a series; processes reserve blocks, so numbers may skip and never repeat."""

    series = models.CharField(max_length=40, primary_key=True)
    next_value = models.BigIntegerField(default=1)


class DemoClock(models.Model):
    """The demonstration's clock: it showed `starts_at` when the real time was `real_started_at`."""

    starts_at = models.DateTimeField()
    real_started_at = models.DateTimeField()


class Heartbeat(models.Model):
    """When a program beside the pages last showed that it lives; one row each, no part of a backup."""

    name = models.CharField(max_length=24, primary_key=True)
    at = models.DateTimeField(help_text="the machine's own time, not the demonstration's")
