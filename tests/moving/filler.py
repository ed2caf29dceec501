"""Puts rows into every table, with values that two databases write differently."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from questionbank.models import Question, QuestionPair
from quizsite.moving.tables import Table, all_tables

ROWS = 2
MADE_AT = datetime(2026, 11, 29, 17, 30, 1, 234567, tzinfo=UTC)
TEXTS = ("Đơn vị “A” \\N \\. 'b'\t;\n🏆", "")
JSONS: tuple[Any, ...] = (
    {"z": [1, 2.5, 1e21, None, True], "a": "Ơ 🏆 \\u0000 \\N", "": {}, "b": -0.1},
    [],
)


def fill_every_table() -> dict[str, int]:
    """Fill what is still empty; return how many rows each table has."""
    seen: set[type[models.Model]] = set()
    for table in all_tables():
        _fill(table.model, seen)
    return {table.name: table.count("default") for table in all_tables()}


def _fill(model: type[models.Model], seen: set[type[models.Model]]) -> None:
    if model in seen:
        return
    seen.add(model)
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey):
            _fill(field.related_model, seen)
    have = Table(model).count("default")
    if have < ROWS:
        rows = [_row(model, n) for n in range(have, ROWS) if model is not QuestionPair or n == 0]
        model._base_manager.bulk_create(rows)


def _row(model: type[models.Model], n: int) -> models.Model:
    values = {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        values[field.attname] = _value(field, n)
    values |= SPECIAL.get(model._meta.db_table, lambda n: {})(n)
    return model(**values)


def _value(field: models.Field[Any, Any], n: int) -> Any:
    if isinstance(field, models.ForeignKey):
        keys = field.related_model._base_manager.order_by("pk").values_list(
            field.target_field.attname, flat=True
        )
        found = list(keys[: n + 1])
        return found[n] if len(found) > n else None
    is_single = field.unique or field.primary_key
    if field.null and n == 1 and not field.primary_key:
        return None
    return _plain(field, n, is_single=is_single)


def _plain(field: models.Field[Any, Any], n: int, *, is_single: bool) -> Any:  # noqa: PLR0911 -- a kind a line
    if isinstance(field, models.JSONField):
        return JSONS[n]
    if isinstance(field, models.BinaryField):
        return (b"\0\xff\\x'\n", b"")[n]
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=(n + 1) << 96)
    if isinstance(field, models.GenericIPAddressField):
        return ("203.0.113.7", "2001:db8::1")[n]
    if isinstance(field, models.EmailField):
        return f"dien{n}@example.vn"
    if isinstance(field, models.CharField | models.TextField):
        if field.choices:
            return list(field.choices)[n if is_single else 0][0]
        text = f"x{n}" if is_single else TEXTS[n]
        return text[: field.max_length or 500]
    if isinstance(field, models.DateTimeField):
        return MADE_AT + timedelta(days=n, hours=_later(field))
    if isinstance(field, models.DateField):
        return date(1905, 1, 2) + timedelta(days=_later(field))
    if isinstance(field, models.TimeField):
        return time(7, 30, 0, 5)
    if isinstance(field, models.DecimalField):
        return Decimal("1.50") if n else Decimal("0.10")
    if isinstance(field, models.BooleanField):
        return n == 0
    return _whole(field, n)


def _later(field: models.Field[Any, Any]) -> int:
    """What ends does so after its beginning."""
    return sum(word in field.name for word in ("closes", "ends", "until", "to", "deadline"))


def _whole(field: models.Field[Any, Any], n: int) -> int:
    if type(field) is models.BigIntegerField:
        return (2**63 - 1, -5)[n]
    return n + 1


def _named(n: int) -> dict[str, Any]:
    return {"email": f"dien{n}@example.vn"}


# What check constraints ask for.
SPECIAL: dict[str, Any] = {
    "contests_barredperson": _named,
    "contests_initiative": lambda n: {"hidden_at": MADE_AT, "hidden_reason": "insult"},
    "contests_likenesspair": lambda n: {"other_work_id": None},
    "contests_invitation": lambda n: {
        "unit_id": None,
        "bank_kind": "",
        "panel_id": None,
        "panel_role": "",
    },
    "contests_printedform": lambda n: {"second_by_id": None},
    "contests_prize": lambda n: {"collective_id": None},
    "contests_prizelessline": lambda n: {"entry_id": None},
    "notifications_ownquiethours": lambda n: {"begins": 22, "ends": n + 1},
    "contests_quota": lambda n: {"percent": n + 1},
    "questionbank_proposal": lambda n: {"revision_id": None, "in_force_until": date(2026, 1, 1)},
    "questionbank_questionpair": lambda n: {
        "first_id": Question.objects.order_by("pk")[n].pk,
        "second_id": Question.objects.order_by("-pk")[0].pk,
    },
}
