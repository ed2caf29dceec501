"""An organiser reads which things come next, the most pressing first, three at most."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from contests.models import Incident, QuestionRuling, SaveRefusal
from contests.monitoring.next_deeds import UNUSUAL, next_deeds
from contests.schedule import slots_of
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def contest():
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory.create_batch(2, contest=contest)
    return contest


def said(contest):
    slots = slots_of(contest.rounds.order_by("number"), at=NOON)
    return [deed.said for deed in next_deeds(contest, slots=slots, at=NOON)]


def first_url(contest):
    slots = slots_of(contest.rounds.order_by("number"), at=NOON)
    return next_deeds(contest, slots=slots, at=NOON)[0].url


def over(contest, **fields):
    return RoundFactory(contest=contest, opens_at=NOON - 8 * DAY, closes_at=NOON - DAY, **fields)


def test_a_contest_without_rounds_needs_one(contest):
    assert said(contest) == ["Cuộc thi chưa có kỳ thi nào."]


def test_a_draft_contest_is_to_be_announced_then_its_rounds(contest):
    contest.state = "draft"
    RoundFactory(contest=contest, state="draft", opens_at=NOON + 5 * DAY)
    assert said(contest) == [
        "Chưa ai thấy cuộc thi này.",
        "Tuần 1 còn là bản nháp, giờ mở là thứ Bảy, 28/11/2026, 12:00.",
    ]


def test_a_draft_of_a_far_week_does_not_press(contest):
    RoundFactory(contest=contest, state="draft", opens_at=NOON + 5 * DAY)
    assert said(contest) == []


def test_one_organiser_alone_is_told_that_two_are_needed(contest):
    contest.organisers.through.objects.filter(contest=contest).first().delete()
    RoundFactory(contest=contest, opens_at=NOON + DAY)
    assert said(contest) == ["Ban tổ chức có một người. Nhiều việc cần người thứ hai xác nhận."]


def test_an_incident_waits_for_a_second_organiser_and_a_make_up_for_its_end(contest):
    round = over(contest, extended_until=NOON + DAY)
    Incident.objects.create(
        round=round, affected="everybody", remedy="time", extra_s=60, reason="x", proposed_at=NOON
    )
    assert said(contest) == ["1 sự cố của Tuần 1 chờ người thứ hai xác nhận."]


def test_a_question_that_waits_for_a_decision_comes_before_finalising(contest):
    round = over(contest)
    QuestionRuling.objects.create(
        round=round, revision=RevisionFactory(), kind="annul", reason="Sai", proposed_at=NOON
    )
    assert said(contest) == [
        "1 câu hỏi của Tuần 1 chờ người thứ hai quyết định.",
        "Tuần 1 đã đóng mà chưa chốt kết quả.",
    ]


def test_a_frozen_board_waits_to_be_revealed(contest):
    over(contest, freeze_minutes=30)
    assert said(contest) == [
        "Bảng xếp hạng của Tuần 1 đang dừng, chờ công bố.",
        "Tuần 1 đã đóng mà chưa chốt kết quả.",
    ]


def test_a_practice_round_that_closed_asks_for_nothing(contest):
    over(contest, is_practice=True)
    assert said(contest) == []


def test_papers_that_nobody_closed_are_told(contest):
    round = over(contest, state="finalised", result_digest="x")
    AttemptFactory(round=round, entry__contest=contest, deadline_at=NOON - DAY)
    assert said(contest) == ["1 bài đã hết giờ mà máy chủ chưa đóng."]


def test_many_late_answers_in_a_quarter_of_an_hour_come_first(contest):
    round = RoundFactory(contest=contest)
    for n in range(UNUSUAL):
        late = AttemptFactory(round=round, entry__contest=contest, deadline_at=NOON + DAY)
        SaveRefusal.objects.create(attempt=late, code="late", last_at=NOON)
        assert len(said(contest)) == (2 if n == UNUSUAL - 1 else 1)
    assert said(contest)[0] == "20 bài của Tuần 1 có câu gửi muộn trong 15 phút qua."


def test_three_are_enough(contest):
    for _ in range(5):
        over(contest)
    assert len(said(contest)) == 3


@pytest.mark.parametrize("rounds", [1, 4])
def test_they_take_the_same_queries(contest, rounds, django_assert_num_queries):
    for _ in range(rounds):
        RoundFactory(contest=contest)
        over(contest)
    slots = slots_of(contest.rounds.order_by("number"), at=NOON)
    with django_assert_num_queries(7):
        next_deeds(contest, slots=slots, at=NOON)


def test_the_page_of_the_contest_links_to_them(signed_in, organiser, contest):
    OrganiserFactory(contest=contest, user=organiser)
    page = signed_in(organiser).get(reverse("contests:organise_contest", args=["thu-do"]))
    assert reverse("contests:round_new", args=["thu-do"]) in page.text
    assert "Việc nên làm tiếp" in page.text


def test_the_link_leads_to_the_one_question_meant_or_to_those_that_wait(contest):
    round = over(contest)
    desk = f"/to-chuc/thu-do/ky/{round.number}/"
    facts = {"round": round, "kind": "annul", "reason": "Sai", "proposed_at": NOON}
    first = QuestionRuling.objects.create(revision=RevisionFactory(), **facts)
    assert first_url(contest) == f"{desk}cau-hoi/{first.revision_id}/"
    QuestionRuling.objects.create(revision=RevisionFactory(), **facts)
    assert first_url(contest) == f"{desk}cau-hoi/?cho=1"


def test_the_link_leads_to_the_one_incident_meant(contest):
    round = over(contest)
    facts = {"round": round, "affected": "everybody", "remedy": "time", "extra_s": 60}
    facts |= {"reason": "x", "proposed_at": NOON}
    one = Incident.objects.create(**facts)
    desk = f"/to-chuc/thu-do/ky/{round.number}/su-co/"
    assert first_url(contest) == f"{desk}{one.pk}/"
    Incident.objects.create(**facts)
    assert first_url(contest) == desk


def test_a_promised_result_names_its_day_and_whether_it_is_late(contest):
    contest.result_days = 5
    contest.save()
    over(contest)
    assert said(contest)[0] == (
        "Tuần 1 đã đóng mà chưa chốt kết quả. Thể lệ hẹn công bố kết quả chậm nhất hết thứ Sáu, "
        "27/11/2026."
    )
    contest.result_days, contest.result_by = 1, time(12)
    contest.save()
    assert said(contest)[0].endswith(
        "Đã quá hẹn công bố trong thể lệ: chậm nhất thứ Hai, 23/11/2026, 12:00."
    )
