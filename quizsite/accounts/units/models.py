"""The tables of unit lists that wait for confirmation, and of what tells that units changed."""

from django.conf import settings
from django.db import models


class UnitListPreview(models.Model):
    """Keeps what a checked list would store until its owner confirms; no unit changed yet."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    category = models.CharField(max_length=20)
    source = models.CharField(max_length=200, blank=True)
    rows = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return self.filename


class UnitsStamp(models.Model):
    """Changes with every change of units, kinds or other names; triggers write it (migration 0011).

    Several rows, so that nobody who changes units waits for another one to commit."""

    slot = models.PositiveSmallIntegerField(primary_key=True)
    stamp = models.CharField(max_length=40)

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return self.stamp
