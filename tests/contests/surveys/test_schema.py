"""The tables themselves cannot tell who answered, nor when."""

import pytest
from django.apps import apps
from django.db import connection, models

from contests.models import (
    Remark,
    Response,
    ResponseCode,
    Survey,
    SurveyPlace,
    SurveyQuestion,
)
from quizsite.accounts.models import User

pytestmark = pytest.mark.django_db
ANONYMOUS = [Response, Remark, ResponseCode]
# What a column may be. A time finer than a day, an address or a counted key is not among them.
HARMLESS = (
    *(models.UUIDField, models.DateField, models.JSONField, models.CharField, models.TextField),
    *(models.BooleanField, models.ForeignKey),
)


@pytest.mark.parametrize("model", ANONYMOUS)
def test_no_column_can_hold_a_time_finer_than_a_day_or_a_counted_key(model):
    fields = model._meta.concrete_fields
    assert [one.name for one in fields if not isinstance(one, HARMLESS)] == []
    assert [one.name for one in fields if isinstance(one, models.DateTimeField)] == []
    assert not isinstance(model._meta.pk, models.AutoField)


@pytest.mark.parametrize("model", ANONYMOUS)
def test_an_answer_names_its_survey_place_and_question_and_these_name_no_person(model):
    def linked(one):
        return {f.related_model for f in one._meta.concrete_fields if f.is_relation}

    assert linked(model) <= {Survey, SurveyPlace, SurveyQuestion}
    assert User not in {far for near in linked(model) for far in linked(near)}


def test_nothing_else_points_to_an_answer():
    pointing = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model in ANONYMOUS
    }
    assert pointing == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has hidden row numbers")
@pytest.mark.parametrize("model", ANONYMOUS)
def test_sqlite_keeps_no_hidden_row_number(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [model._meta.db_table])
        assert cursor.fetchone()[0].endswith("WITHOUT ROWID")
