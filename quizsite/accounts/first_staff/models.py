"""The table of links that make the first staff account."""

from django.db import models


class StaffLink(models.Model):
    """A link that the console printed; it serves once, for a short time, while nobody is staff."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.made_at}"
