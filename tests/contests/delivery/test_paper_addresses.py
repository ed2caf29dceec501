"""A paper's addresses, looked up once, are those that Django would find."""

import pytest
from django.urls import reverse

from contests.delivery.paper_addresses import addresses_of
from contests.models import Attempt

CODES = ("00000000-0000-4000-8000-000000000001", "f3b2c0de-0000-4000-8000-00000000000f")


@pytest.mark.parametrize("code", CODES)
def test_addresses_of_a_paper_are_those_of_its_pages(code):
    attempt = Attempt(code=code)
    for name, address in addresses_of(attempt)._asdict().items():
        assert address == reverse(f"contests:{name}", args=[code])
