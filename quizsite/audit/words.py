"""Fields and values of the trail in words; apps add words that their models do not give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.language import moments

Words = str | Promise
# The fields of these models have names and choices on screen.
MODELS = {
    Subject.CONTEST: "contests.Contest",
    Subject.ROUND: "contests.Round",
    Subject.DOCUMENT: "questionbank.LegalDocument",
    Subject.QUESTION: "questionbank.Revision",
    Subject.PERSON: "accounts.User",
    Subject.UNITS: "accounts.Unit",
    Subject.SURVEY: "contests.Survey",
    Subject.INITIATIVE: "contests.Initiative",
    Subject.PANEL: "contests.Panel",
}
LABELS: dict[str, Words] = {
    "state": gettext_lazy("tình trạng"),
    "may_confirm_alone": gettext_lazy("cho một người tự xác nhận"),
}
CHOICES: dict[str, type[models.TextChoices]] = {}


def add_words(
    *,
    labels: dict[str, Words] | None = None,
    choices: dict[str, type[models.TextChoices]] | None = None,
) -> None:
    """An app adds its own when it is ready, since this module knows no app."""
    LABELS.update(labels or {})
    CHOICES.update(choices or {})


def kind_in_words(value: str) -> str:
    """A kind of a later version, read by an earlier one, stays as it is written."""
    return str(AuditKind(value).label) if value in AuditKind.values else value


def role_in_words(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


def subject_in_words(value: str) -> str:
    return str(Subject(value).label) if value in Subject.values else value


def label_of(subject: str, name: str) -> str:
    """The name of a field on screen; "" if it has none, and pages leave it out."""
    label = str(LABELS.get(name, ""))
    field = _field(subject, name)
    if not label and field is not None and field.verbose_name != name.replace("_", " "):
        label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def in_words(subject: str, name: str, value: Any) -> str:
    """A value as people read it; what they cannot read is left out."""
    if isinstance(value, list):
        return "; ".join(filter(None, (in_words(subject, name, one) for one in value))) or "–"
    if isinstance(value, dict):
        return ""
    if value is None or value == "":
        return "–"
    return _one_in_words(name, _field(subject, name), value)


def _one_in_words(name: str, field: models.Field[Any, Any] | None, value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(field, models.DateTimeField):
        return moments.moment(datetime.fromisoformat(value))
    if isinstance(field, models.DateField):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    choices = CHOICES.get(name)
    labels = dict(choices.choices) if choices else dict(getattr(field, "flatchoices", ()))
    return str(labels.get(value, value))


def _field(subject: str, name: str) -> models.Field[Any, Any] | None:
    if subject not in MODELS:
        return None
    try:
        found = apps.get_model(MODELS[Subject(subject)])._meta.get_field(name)  # noqa: SLF001 -- Django documents _meta
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None
