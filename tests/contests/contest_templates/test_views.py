"""Who may create contests looks at templates and makes drafts of them."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest, ContestState, RoundState
from tests.factories import OrganiserFactory, UserFactory

LIST = reverse("contests:contest_templates")
HUE = reverse("contests:contest_template", args=["hue-2025"])
SENT = {"title": "Thi CCHC 2027", "organiser_name": "Sở Nội vụ", "first_day": "2027-03-01"}


@pytest.fixture
def desk(signed_in, organiser, site):
    organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    return signed_in(organiser)


def test_only_who_may_create_contests_sees_templates(signed_in, client, site):
    for page in (LIST, HUE):
        assert client.get(page).url.startswith(reverse("account_login"))
        assert signed_in(OrganiserFactory().user).get(page).status_code == 403
        assert signed_in(UserFactory(is_staff=True)).get(page).status_code == 200


def test_the_list_leads_to_every_template(desk):
    page = desk.get(LIST).content.decode()
    assert page.count("/to-chuc/tao-tu-mau/") >= 12
    assert HUE in page
    assert desk.get(reverse("contests:contest_template", args=["khac"])).status_code == 404


def test_the_preview_shows_the_rules_for_the_day_chosen_and_stores_nothing(desk):
    page = desk.post(HUE, {**SENT, "preview": "1"}).content.decode()
    assert "Tuần 1 mở từ thứ Hai, 01/03/2027, 08:00 đến hết Chủ nhật, 07/03/2027." in page
    assert "Ý kiến, khiếu nại gửi Sở Nội vụ." in page
    assert 'value="Thi CCHC 2027"' in page
    page = desk.post(HUE, {"first_day": "2027-03-08", "preview": "1"}).content.decode()
    assert "Tuần 1 mở từ thứ Hai, 08/03/2027" in page
    assert "field-error" not in page
    assert (
        "Hãy kiểm tra lại năm."
        in desk.post(HUE, {"first_day": "0027-03-08", "preview": "1"}).content.decode()
    )
    assert Contest.objects.count() == 0


def test_the_form_makes_a_draft_with_everything_in_it(desk):
    answer = desk.post(HUE, SENT)
    made = Contest.objects.get()
    assert answer.url == reverse("contests:organise_contest", args=[made.slug])
    assert (made.slug, made.state) == ("thi-cchc-2027", ContestState.DRAFT)
    rounds = list(made.rounds.order_by("number"))
    assert [one.state for one in rounds] == [RoundState.DRAFT] * 4
    assert timezone.localtime(rounds[0].opens_at).date() == date(2027, 3, 1)
    assert made.listed_prizes.count() == 4 * 3 + 4 * 3
    assert desk.get(answer.url).status_code == 200


def test_a_refusal_stands_in_its_field_and_keeps_what_was_typed(desk):
    desk.post(HUE, SENT)
    page = desk.post(HUE, SENT).content.decode()
    assert "đã có cuộc thi khác dùng" in page
    assert 'value="Sở Nội vụ"' in page
    page = desk.post(HUE, {**SENT, "first_day": "0027-03-01"}).content.decode()
    assert "Hãy kiểm tra lại năm." in page
    assert Contest.objects.count() == 1


def test_a_page_makes_few_queries(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        desk.get(HUE)
