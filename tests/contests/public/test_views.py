"""The front page, a contest's page and registration."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Attempt, AttemptPolicy, Entry, QuestionRuling, RoundState
from quizsite.accounts import consents
from quizsite.accounts.models import Purpose
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def page(client, name, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_empty_front_page_says_what_will_be_here(client):
    assert "Chưa có cuộc thi nào" in page(client, "contests:home")


def test_front_page_sorts_contests_by_what_their_rounds_do(client):
    RoundFactory(contest__title="Cuộc mở")
    RoundFactory(contest__title="Cuộc chờ", opens_at=NOON + timedelta(hours=5))
    RoundFactory(contest__title="Cuộc qua", opens_at=NOON - timedelta(days=9), closes_at=NOON)
    ContestFactory(title="Cuộc nháp", state="draft")

    response = client.get(reverse("contests:home"))

    found = response.context["contest_list"]
    assert [
        [listed.contest.title for listed in part]
        for part in (found.open, found.upcoming, found.past)
    ] == [["Cuộc mở"], ["Cuộc chờ"], ["Cuộc qua"]]
    text = response.content.decode()
    assert "còn 7 ngày, đến trước thứ Hai, 30/11/2026, 12:00" in text
    assert "mở lúc thứ Hai, 23/11/2026, 17:00, còn 5 giờ" in text
    assert "Cuộc nháp" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_takes_two_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        RoundFactory()
    client.get(reverse("contests:home"))  # which question the day has is asked once a minute
    with django_assert_num_queries(2):
        client.get(reverse("contests:home"))


def test_front_page_leads_each_person_to_own_work(signed_in, contestant, organiser):
    OrganiserFactory(contest=RoundFactory().contest, user=organiser)
    organiser.bank_roles.create(kind="author")
    reviewer, contact, staff = UserFactory(), UserFactory(), UserFactory(is_staff=True)
    reviewer.bank_roles.create(kind="reviewer")
    contact.contact_for.create(unit=UnitFactory(name="Sở Mẫu"), since=NOON)
    names = ("Trang ban tổ chức", "Ngân hàng câu hỏi", "Đầu mối: Sở Mẫu")

    def led_to(user):
        text = page(signed_in(user), "contests:home")
        return [name for name in names if f">{name}</a>" in text]

    assert led_to(organiser) == ["Trang ban tổ chức", "Ngân hàng câu hỏi"]
    assert led_to(reviewer) == ["Ngân hàng câu hỏi"]
    assert led_to(staff) == ["Trang ban tổ chức"]
    assert led_to(contact) == ["Đầu mối: Sở Mẫu"]
    assert led_to(contestant) == []


@pytest.mark.parametrize("count", [1, 3])
def test_contest_page_takes_the_same_queries_whatever_the_rounds(
    client, django_assert_num_queries, count
):
    contest = ContestFactory()
    division = DivisionFactory(contest=contest)
    for _ in range(count):
        SectionFactory(round=RoundFactory(contest=contest), division=division)
    # Two of them for prizes, four for learning, one for surveys, one for votes; two once a minute
    # for questions to try. Whatever is the same for all is asked once in `KEEP_PAGES_S`.
    with django_assert_num_queries(20):
        client.get(reverse("contests:contest", args=[contest.slug]))
    with django_assert_num_queries(18):
        client.get(reverse("contests:contest", args=[contest.slug]))


def test_questions_that_one_person_wrote_and_published_are_counted(client, colleague):
    alone, by_two = RevisionFactory(author=colleague, reviewer=colleague), RevisionFactory()
    section = SectionFactory(pool=[alone.pk, by_two.pk])
    said = page(client, "contests:contest", section.round.contest.slug)
    assert "1 câu hỏi của các kỳ thi do người soạn tự ban hành" in said


def test_wrong_questions_that_one_person_decided_on_are_counted(client, colleague, organiser):
    for by in (colleague, organiser):
        ruling = QuestionRuling(
            round=(section := SectionFactory()).round,
            revision=RevisionFactory(),
            kind="annul",
            state="in_force",
            proposed_by=colleague,
            decided_by=by,
            proposed_at=NOON,
            decided_at=NOON,
        )
        ruling.save()
        said = page(client, "contests:contest", section.round.contest.slug)
        assert ("1 câu hỏi sai do một người" in said) is (by == colleague)


def test_draft_contest_is_not_found(client):
    contest = ContestFactory(state="draft")
    assert client.get(reverse("contests:contest", args=[contest.slug])).status_code == 404


def test_draft_round_is_not_shown(client):
    round = RoundFactory(title="Tuần bí mật", state=RoundState.DRAFT)
    assert "Tuần bí mật" not in page(client, "contests:contest", round.contest.slug)


def test_rules_on_the_page_come_from_the_settings(client):
    round = RoundFactory(attempt_policy=AttemptPolicy.PER_ROUND, attempt_limit=3)
    assert "Mỗi người có tối đa 3 lượt thi trong kỳ." in page(
        client, "contests:contest", round.contest.slug
    )


def step(client, contest):
    found = client.get(reverse("contests:contest", args=[contest.slug])).context["step"]
    return found.kind, found.label, found.note


def test_stranger_is_asked_to_register(client):
    assert step(client, RoundFactory().contest)[:2] == ("sign_in", "Đăng ký dự thi")


def test_signed_in_person_is_asked_to_register(signed_in, contestant):
    assert step(signed_in(contestant), RoundFactory().contest)[0] == "register"


def test_organiser_is_told_why_not(signed_in, organiser):
    round = RoundFactory()
    OrganiserFactory(contest=round.contest, user=organiser)
    assert step(signed_in(organiser), round.contest) == (
        "organise",
        "Mở trang dành cho ban tổ chức",
        "Bạn thuộc ban tổ chức của cuộc thi này nên không dự thi được.",
    )


def test_registered_person_may_enter_the_open_round(signed_in, contestant):
    round = RoundFactory(title="Tuần 2", attempt_limit=3)
    EntryFactory(contest=round.contest, user=contestant)
    assert step(signed_in(contestant), round.contest) == (
        "enter",
        "Vào thi Tuần 2",
        "Tuần 2 còn mở 7 ngày. Bạn còn 3 lượt thi.",
    )


def test_open_paper_comes_first(signed_in, contestant):
    round = RoundFactory()
    entry = EntryFactory(contest=round.contest, user=contestant)
    AttemptFactory(entry=entry, round=round)
    assert step(signed_in(contestant), round.contest) == (
        "continue",
        "Làm tiếp bài đang mở",
        "Bạn đang làm bài, còn 15 phút.",
    )


def test_without_attempts_left_the_next_round_is_named(signed_in, contestant):
    round = RoundFactory(number=1, attempt_limit=1)
    RoundFactory(
        contest=round.contest,
        number=2,
        title="Tuần 2",
        opens_at=NOON + timedelta(days=7),
        closes_at=NOON + timedelta(days=14),
    )
    entry = EntryFactory(contest=round.contest, user=contestant)
    AttemptFactory(entry=entry, round=round, state="submitted", finished_at=NOON, correct_count=0)
    assert step(signed_in(contestant), round.contest) == (
        "nothing",
        "",
        "Bạn đã dùng hết 1 lượt thi của kỳ này. Tuần 2 mở lúc thứ Hai, 30/11/2026, 12:00.",
    )


@pytest.mark.parametrize(
    ("before", "kind", "label"), [(3600, "wait", "Chờ vào thi Tuần 2"), (3601, "nothing", "")]
)
def test_registered_person_may_wait_for_the_round_to_open(
    signed_in, contestant, before, kind, label
):
    round = RoundFactory(title="Tuần 2", opens_at=NOON + timedelta(seconds=before))
    EntryFactory(contest=round.contest, user=contestant)
    client = signed_in(contestant)
    assert step(client, round.contest)[:2] == (kind, label)
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    text = page(client, "contests:contest", round.contest.slug)
    assert (f'href="{address}"' in text) == (kind == "wait")


@pytest.mark.parametrize(
    ("state", "opens"), [("submitted", -2), ("submitted", -9), (None, -9), (None, 1)]
)
def test_registered_person_finds_own_papers_of_rounds_that_have_begun(
    signed_in, contestant, state, opens
):
    at = NOON + timedelta(days=opens)
    round = RoundFactory(opens_at=at, closes_at=at + timedelta(days=7), attempt_limit=1)
    entry = EntryFactory(contest=round.contest, user=contestant)
    if state:
        AttemptFactory(entry=entry, round=round, state=state, finished_at=NOON, correct_count=0)
    text = page(signed_in(contestant), "contests:contest", round.contest.slug)
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    assert text.count(f'href="{address}"') == (1 if state else 0)


def test_disqualified_person_may_not_wait_for_the_round_to_open(signed_in, contestant):
    round = RoundFactory(opens_at=NOON + timedelta(minutes=5))
    EntryFactory(contest=round.contest, user=contestant, voided_at=NOON, void_reason="Thi hộ")
    assert step(signed_in(contestant), round.contest)[:2] == ("nothing", "")


@pytest.mark.parametrize("divisions", [1, 2])
def test_only_where_there_are_several_divisions_one_is_to_be_chosen(
    signed_in, contestant, divisions
):
    contest = ContestFactory()
    first, *_more = [DivisionFactory(contest=contest) for _ in range(divisions)]
    address = reverse("contests:register", args=[contest.slug])
    form = signed_in(contestant).get(address).context["form"]
    assert form["division"].value() == (first.pk if divisions == 1 else None)


def test_an_error_leads_to_the_first_choice(signed_in, contestant):
    contest = ContestFactory()
    for _ in range(2):
        DivisionFactory(contest=contest)
    address = reverse("contests:register", args=[contest.slug])
    text = signed_in(contestant).post(address, {"unit": ""}).content.decode()
    assert 'href="#id_division_0"' in text
    assert 'id="id_division_0"' in text


def test_the_consent_tick_is_unticked(signed_in, contestant):
    contest = DivisionFactory().contest
    form = (
        signed_in(contestant).get(reverse("contests:register", args=[contest.slug])).context["form"]
    )
    assert form["has_agreed"].value() in (None, False)


def answers(division, unit, **changes):
    return {
        "division": division.pk,
        "unit": unit.name,
        "consent_version": "6-3-4",
        "has_agreed": "on",
        **changes,
    }


def test_registering_through_the_page(signed_in, contestant):
    division, unit = DivisionFactory(), UnitFactory(name="Sở Nội vụ")
    client = signed_in(contestant)
    url = reverse("contests:register", args=[division.contest.slug])

    response = client.post(url, answers(division, unit))
    assert not Entry.objects.exists()  # the answers are checked first
    response = client.post(response.url)

    assert response.url == reverse("contests:contest", args=[division.contest.slug])
    entry = Entry.objects.get()
    assert (entry.user, entry.division, entry.unit, entry.registered_at) == (
        contestant,
        division,
        unit,
        NOON,
    )


def test_registering_without_the_tick_stores_nothing(signed_in, contestant):
    division, unit = DivisionFactory(), UnitFactory()
    sent = answers(division, unit)
    del sent["has_agreed"]
    url = reverse("contests:register", args=[division.contest.slug])
    response = signed_in(contestant).post(url, sent)
    assert response.context["form"].errors == {
        "has_agreed": ["Hãy đọc và đánh dấu đồng ý để đăng ký dự thi."]
    }
    assert Entry.objects.count() == 0


def test_a_person_who_withdrew_consent_is_told_so_instead_of_a_way_in(signed_in, contestant):
    round = open_round()
    entry_in(round, user=contestant)
    consents.give_consent(
        contestant, text=consents.current_text(Purpose.TAKING_PART), at=NOON, channel="test"
    )
    consents.withdraw_consents(contestant, at=NOON)
    browser = signed_in(contestant)
    why = "Bạn đã rút lại sự đồng ý"
    assert why in page(browser, "contests:contest", round.contest.slug)
    conditions = page(browser, "contests:enter", round.contest.slug, round.number)
    assert why in conditions
    assert "Bắt đầu làm bài" not in conditions


@pytest.mark.parametrize(("is_practice", "links"), [(True, 0), (False, 1)])
def test_a_result_leads_to_a_board_only_where_there_is_one(
    signed_in, contestant, is_practice, links
):
    round = open_round(is_practice=is_practice)
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=NOON)
    submit_attempt(attempt, at=NOON)
    board = reverse("leaderboard:board", args=[round.contest.slug])
    text = page(signed_in(contestant), "contests:result", attempt.code)
    assert text.count(f'href="{board}') == links


def test_a_coming_round_says_when_it_opens_and_closes(client):
    opens_at = NOON + timedelta(days=1)
    round = RoundFactory(opens_at=opens_at, closes_at=opens_at + timedelta(days=2))
    said = page(client, "contests:contest", round.contest.slug)
    assert "Mở lúc thứ Ba, 24/11/2026, 12:00, còn 1 ngày." in said
    assert "Nhận bài đến trước thứ Năm, 26/11/2026, 12:00." in said


def test_home_leads_to_the_paper_that_is_running_first(signed_in, contestant, stranger):
    round = open_round()
    attempt = AttemptFactory(entry=entry_in(round, user=contestant), round=round)
    path = reverse("contests:paper", args=[attempt.code])

    own = page(signed_in(contestant), "contests:home")
    assert path in own
    assert own.index(path) < own.index(reverse("contests:contest", args=[round.contest.slug]))
    assert "còn 15 phút" in own
    assert path not in page(signed_in(stranger), "contests:home")


def test_home_names_no_paper_whose_time_is_over_or_that_was_stopped(signed_in, contestant):
    round = open_round()
    entry = entry_in(round, user=contestant)
    attempt = AttemptFactory(entry=entry, round=round, started_at=NOON - timedelta(hours=1))
    path = reverse("contests:paper", args=[attempt.code])
    assert path not in page(signed_in(contestant), "contests:home")

    attempt.deadline_at = NOON + timedelta(minutes=5)
    attempt.save()
    Attempt.objects.running().stop_windows()
    assert path not in page(signed_in(contestant), "contests:home")
