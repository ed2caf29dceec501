import pytest

from questionbank.models import Axis
from questionbank.programme import AXES


@pytest.mark.django_db
def test_a_new_bank_has_the_six_axes_in_order():
    assert list(Axis.objects.values_list("code", "name")) == list(AXES)
