"""The first load of a page of 126 units fits a slow line: 90 KB compressed, fonts and all."""

import gzip

import pytest

from tests.contests.delivery.test_paper_weight import files_loaded, weight
from tests.factories import HeadcountFactory, UnitFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

BUDGET = 90 * 1024


def test_a_page_of_126_units_fits_the_budget(client, week, division):
    for n in range(126):
        unit = UnitFactory(name=f"Ủy ban nhân dân phường Trung Hòa Nhân Chính {n}")
        HeadcountFactory(unit=unit, people=100 + n)
    take(week, division, unit=unit)
    html = client.get("/cuoc-thi/thu-do/don-vi/", {"ky": "1"}).content.decode()
    assert html.count('class="unit-line') == 20
    weights = {name: weight(name) for name in files_loaded(html)}
    weights["the page"] = len(gzip.compress(html.encode(), 6))
    assert sum(name.endswith(".woff2") for name in weights) == 4
    assert sum(weights.values()) <= BUDGET, weights
