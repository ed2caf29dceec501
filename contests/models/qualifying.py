"""Who may take a round that is not open to everybody: the first of earlier rounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class QualifyScope(models.TextChoices):
    """Among whom an earlier round's first are counted; "" means that a round is for everybody."""

    EVERYBODY = "", _("mọi người đã đăng ký")
    DIVISION = "division", _("những người đứng đầu mỗi bảng")
    KIND = "kind", _("những người đứng đầu mỗi khối đơn vị, trong từng bảng")
    UNIT = "unit", _("những người đứng đầu mỗi đơn vị, trong từng bảng")


class Qualification(models.Model):
    """An entry may take this round, thanks to its place in an earlier one, or to an admission.

    An organiser's act writes all of a round's rows; admissions add and remove single ones."""

    # Starts ask for a round and an entry; nobody asks for a round's rows in another order.
    round = models.ForeignKey(
        "contests.Round", on_delete=models.CASCADE, related_name="qualifications", db_index=False
    )
    entry = models.ForeignKey(
        "contests.Entry", on_delete=models.CASCADE, related_name="qualifications"
    )
    # Of who was admitted by hand: the round itself, and 0. The version before reads both as given.
    source = models.ForeignKey("contests.Round", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "entry"), name="qualified_once"),)

    def __str__(self) -> str:
        return f"{self.round_id}: {self.entry_id}"

    @property
    def is_by_hand(self) -> bool:
        return self.source_id == self.round_id


class Admission(models.Model):
    """What an organiser decided of one entry beside a round's list; the newest decision stands."""

    round = models.ForeignKey(
        "contests.Round", on_delete=models.CASCADE, related_name="admissions", db_index=False
    )
    entry = models.ForeignKey("contests.Entry", on_delete=models.CASCADE, related_name="admissions")
    is_admitted = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)  # emptied with the person's data
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "entry"), name="admission_once"),)

    def __str__(self) -> str:
        return f"{self.round_id}: {self.entry_id} {self.is_admitted}"
