from importlib import import_module

import pytest
from django.apps import apps

from questionbank.models import Axis
from questionbank.programme import AXES


@pytest.mark.django_db
def test_a_new_bank_has_the_six_axes_in_order():
    # Tests that empty all tables may have come before: run the migration's step again.
    Axis.objects.all().delete()
    import_module("questionbank.migrations.0002_axes").add_axes(apps, None)
    assert list(Axis.objects.values_list("code", "name")) == list(AXES)
