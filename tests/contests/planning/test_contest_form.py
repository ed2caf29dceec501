"""The page of a contest's settings: promises, divisions without prizes, bands of quality."""

from datetime import time
from typing import Any

import pytest
from django.urls import reverse

from contests.models import Contest
from tests.factories import ContestFactory, DivisionFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"contests:{name}", args=args)


def sent_contest(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Tìm hiểu CCHC",
        "slug": "",
        "organiser_name": "Sở Nội vụ",
        "tie_preset": "t3",
        "appeal_days": "3",
        "bang-TOTAL_FORMS": 2,
        "bang-INITIAL_FORMS": 0,
        "bang-0-name": "Cán bộ, công chức, viên chức",
        "bang-0-audience": "cbccvc",
        "bang-0-headcount_category": "cbccvc",
        "bang-1-name": "Người dân",
        "bang-1-audience": "nguoi-dan",
        "bang-1-headcount_category": "",
        **changes,
    }


@pytest.fixture
def contest(organiser) -> Contest:
    contest = ContestFactory(slug="thu-do", state="draft")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest, name="CBCCVC")
    return contest


def test_a_promise_and_a_division_without_prizes_are_set_on_the_page(signed_in):
    client = signed_in(UserFactory(is_staff=True))
    asked = {"result_by": "12:00", "bang-1-is_prizeless": "on"}
    answer = client.post(url("contest_new"), sent_contest(**asked))
    assert list(answer.context["form"].errors) == ["result_days"]
    client.post(url("contest_new"), sent_contest(result_days="0", **asked))
    contest = Contest.objects.get()
    assert (contest.result_days, contest.result_by) == (0, time(12))
    found = contest.divisions.values_list("name", "is_prizeless")
    assert list(found) == [("Cán bộ, công chức, viên chức", False), ("Người dân", True)]
    page = client.get(url("contest_edit", contest.slug)).content.decode()
    assert 'name="bang-1-is_prizeless"' in page
    assert 'value="12:00"' in page


@pytest.mark.parametrize("state", ["draft", "published"])
def test_bands_of_quality_may_change_at_any_time_and_are_read_first(
    signed_in, contest, organiser, state
):
    type(contest).objects.update(state=state)
    client, page = signed_in(organiser), url("contest_edit", contest.slug)
    sent = {
        **sent_contest(**{"bang-INITIAL_FORMS": 1, "bang-0-id": contest.divisions.get().pk}),
        "slug": contest.slug,
    }
    wrong = client.post(page, sent | {"quality_bands": "Giỏi từ 80"})
    assert list(wrong.context["form"].errors) == ["quality_bands"]
    assert "Giỏi từ 80</textarea>" in wrong.text
    assert client.post(page, sent | {"quality_bands": "từ 80: Giỏi\n50: Khá"}).status_code == 302
    contest.refresh_from_db()
    assert contest.quality_bands.splitlines() == ["từ 80: Giỏi", "50: Khá"]
