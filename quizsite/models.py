"""The table in which the serving processes report."""

from django.db import models


class ProcessReport(models.Model):
    """The newest report of one serving process, which overwrites it every few seconds.

    Processes do not see each other's counts, so the operations page adds up these rows."""

    name = models.CharField(max_length=120, unique=True, help_text="host, number, time of start")
    role = models.CharField(max_length=20)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    reported_at = models.DateTimeField(help_text="by the database's clock")
    figures = models.JSONField(help_text="as quizsite.reporting writes them")

    def __str__(self) -> str:
        return self.name
