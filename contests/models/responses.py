"""Models of what people answered in a survey. None of them can tell who answered, nor when.

No column of `Response` and `Remark` holds a person, an address or a time finer than a day. Their
keys are random, and on SQLite their tables have no hidden row number either. The response and the
remark of one person are not linked. `contests/surveys/mixing.py` rewrites the rows of past days in
random order, so that PostgreSQL's own columns tell no order of arrival."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.surveyed import Survey, SurveyPlace, SurveyQuestion


class ResponseChannel(models.TextChoices):
    ONLINE = "online", _("trên trang")
    PRINTED = "printed", _("phiếu giấy")


class Response(models.Model):
    """One form that somebody filled in. `values` maps a question's id to what was chosen."""

    # Made from the random number in the form, so a form that is sent twice is one row.
    id = models.UUIDField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    # RESTRICT, not PROTECT: a contest that is deleted takes surveys, places and answers with it.
    place = models.ForeignKey(SurveyPlace, null=True, on_delete=models.RESTRICT, related_name="+")
    day = models.DateField()
    channel = models.CharField(max_length=20, choices=ResponseChannel)
    is_screened_out = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    is_mixed = models.BooleanField(default=False, help_text="stored anew in random order")

    def __str__(self) -> str:
        return str(self.id)


class Remark(models.Model):
    """What somebody wrote freely: apart from their other answers, since a style tells a person."""

    id = models.UUIDField(primary_key=True, editable=False)
    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="remarks")
    place = models.ForeignKey(SurveyPlace, null=True, on_delete=models.RESTRICT, related_name="+")
    day = models.DateField()
    text = models.TextField()
    is_mixed = models.BooleanField(default=False, help_text="stored anew in random order")

    def __str__(self) -> str:
        return str(self.id)


class ResponseCode(models.Model):
    """An unused code that lets one person answer once. Using it deletes it, so that nothing is left
    to be laid beside an answer; the code itself was never stored, only its keyed hash."""

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="codes")

    def __str__(self) -> str:
        return self.digest[:8]


class PrintedBatch(models.Model):
    """Printed forms of one day and place, which two people type in."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="batches")
    place = models.ForeignKey(SurveyPlace, null=True, on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(_("tên lô"), max_length=40)
    day = models.DateField(_("ngày thu phiếu"))
    size = models.PositiveSmallIntegerField(_("số phiếu trong lô"))
    done = models.JSONField(default=list, help_text="numbers of the forms that are settled")
    differences = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("survey", "name"), name="survey_batch_once"),
        )

    def __str__(self) -> str:
        return self.name


class PrintedForm(models.Model):
    """A printed form until both people have typed it alike; then the row is deleted, and nothing
    leads from the form's number to the response."""

    batch = models.ForeignKey(PrintedBatch, on_delete=models.CASCADE, related_name="typed")
    number = models.PositiveSmallIntegerField(_("số phiếu"))
    first = models.JSONField()
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    second = models.JSONField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="printed_form_once"),
            models.CheckConstraint(
                condition=Q(first_by=None) | Q(second_by=None) | ~Q(first_by=F("second_by")),
                name="printed_form_by_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
