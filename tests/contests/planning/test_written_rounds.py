"""An organiser makes, edits, publishes and copies a written round beside quizzes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Round, RoundState, WrittenTerms
from contests.planning.outlines import copy_contest
from contests.planning.publish_round import RoundNotReady
from contests.planning.rounds import RoundRulesFixed, copy_round
from contests.planning.take_back import withdraw_round
from contests.planning.times import move_times
from contests.planning.written_rounds import publish_written_round, update_written_round
from contests.regulation.round import round_regulation
from tests.contests.written.cast import written_round
from tests.factories import NOON, ContestFactory, DivisionFactory, OrganiserFactory, RoundFactory
from tests.people import browser_of

pytestmark = pytest.mark.django_db

AT = NOON


@pytest.fixture
def contest():
    return DivisionFactory(contest=ContestFactory()).contest


@pytest.fixture
def organiser(contest):
    return OrganiserFactory(contest=contest).user


def form(**more):
    at = timezone.localtime() + timedelta(days=2)
    return {
        "title": "Bài hiến kế",
        "opens_at": f"{at:%Y-%m-%dT%H:%M}",
        "closes_at": f"{at + timedelta(days=30):%Y-%m-%dT%H:%M}",
        "task": "Viết về một cửa.",
        "takes_text": "on",
        "min_files": "0",
        "max_files": "3",
        "max_megabytes": "20",
        "max_authors": "3",
        "max_works": "1",
        "tool_statement": "asked",
        "mend_days": "3",
        "muc-TOTAL_FORMS": "3",
        "muc-INITIAL_FORMS": "0",
        "muc-0-title": "Thực trạng",
        "muc-0-min_words": "100",
        "muc-0-is_required": "on",
        "muc-1-title": "Giải pháp",
        "muc-1-is_required": "on",
    } | more


def made(contest, organiser, **more):
    client = browser_of(organiser)
    new = reverse("contests:written_new", args=[contest.slug])
    assert client.get(new).status_code == 200
    return client.post(new, form(**more))


def test_a_written_round_is_made_edited_and_published_without_any_pool(contest, organiser):
    made(contest, organiser)
    round = Round.objects.get()
    headings = [one.title for one in round.written_terms.headings.all()]
    assert (round.is_written, headings) == (True, ["Thực trạng", "Giải pháp"])
    assert round.time_limit_s == 30 * 86400
    client = browser_of(organiser)
    edit = reverse("contests:round_edit", args=[contest.slug, round.number])
    assert "Viết về một cửa." in client.get(edit).content.decode()
    client.post(edit, form(title="Tên khác", **{"muc-INITIAL_FORMS": "2"}))
    publish = reverse("contests:round_publish", args=[contest.slug, round.number])
    assert client.get(publish).status_code == 200
    client.post(publish)
    round.refresh_from_db()
    assert (round.title, round.state) == ("Tên khác", RoundState.PUBLISHED)
    assert "Thực trạng (ít nhất 100 chữ)" in client.get(edit).content.decode()
    public = client.get(reverse("contests:contest", args=[contest.slug])).content.decode()
    assert "Viết về một cửa." in public


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"takes_text": ""}, "ít nhất một cách nộp"),
        ({"takes_files": "on"}, "loại tệp"),
        ({"muc-0-title": "", "muc-1-title": "", "muc-0-min_words": ""}, "ít nhất một mục"),
        ({"muc-0-title": ""}, "Hãy ghi tên mục"),
        ({"min_words": "50", "max_words": "20"}, "lớn hơn số chữ tối đa"),
        ({"max_words": "50"}, "dài hơn số chữ tối đa"),
        ({"closes_at": "2026-11-01T00:00", "opens_at": "2026-11-02T00:00"}, "phải sau giờ mở"),
        ({"max_megabytes": "9" * 30}, "500"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_stored(contest, organiser, wrong, said):
    answer = made(contest, organiser, **wrong)
    assert said in answer.content.decode()
    assert not Round.objects.exists()


def test_what_was_announced_stays():
    round = written_round()
    by = OrganiserFactory(contest=round.contest).user
    with pytest.raises(RoundRulesFixed):
        update_written_round(round, terms=WrittenTerms(), headings=[], by=by, at=AT)


def test_a_round_that_asks_nothing_is_not_published():
    round = written_round(headings=(), round={"state": "draft"})
    with pytest.raises(RoundNotReady, match="ít nhất một mục"):
        publish_written_round(round, by=None, at=AT)


def test_a_copy_asks_the_same_with_no_day_of_another_time():
    round = written_round(takes_paper=True, postmark_until=AT.date(), max_words=900)
    by = OrganiserFactory(contest=round.contest).user
    for terms in (
        copy_round(round, by=by, at=AT).written_terms,
        copied_contest(round, by).rounds.get(number=1).written_terms,
    ):
        assert (terms.max_words, terms.postmark_until) == (900, None)
        assert [one.title for one in terms.headings.all()] == ["Thực trạng", "Giải pháp"]


def copied_contest(round, by):
    return copy_contest(round.contest, title="Bản sao", slug="ban-sao", days=30, by=by, at=AT)


def test_a_round_taken_back_to_a_draft_keeps_what_it_asks():
    later = {"opens_at": AT + timedelta(days=1)}
    round = written_round(max_words=900, postmark_until=AT.date(), round=later)
    by = OrganiserFactory(contest=round.contest).user
    draft = withdraw_round(round, by=by, at=AT, reason="Sửa đề")
    terms = draft.written_terms
    assert (terms.max_words, terms.postmark_until) == (900, AT.date())
    assert terms.headings.count() == 2


def test_a_moved_round_lasts_as_long_as_its_new_window():
    round = written_round()
    by = OrganiserFactory(contest=round.contest).user
    closes_at = round.closes_at + timedelta(days=3)
    moved = move_times(
        round, opens_at=round.opens_at, closes_at=closes_at, by=by, at=AT, reason="Gia hạn"
    )
    moved.refresh_from_db()
    assert moved.time_limit_s == (closes_at - round.opens_at).total_seconds()


def test_its_rules_say_what_is_handed_in():
    round = written_round(min_words=500, max_words=1500, takes_files=True, file_kinds=["pdf"])
    said = " ".join(
        clause for one in round_regulation(round, sections=()) for clause in one.sentences
    )
    assert "từ 500 đến 1.500 chữ" in said
    assert ".pdf" in said
    assert "rút ngẫu nhiên" not in said


QUIZ_PAGES = ["round_watch", "round_figures", "analysis", "incidents"]


@pytest.mark.parametrize("name", QUIZ_PAGES)
def test_pages_about_papers_answer_clearly_for_a_written_round(name):
    round = written_round()
    client = browser_of(OrganiserFactory(contest=round.contest).user)
    answer = client.get(reverse(f"contests:{name}", args=[round.contest.slug, round.number]))
    assert answer.status_code == 409
    assert "Kỳ này nhận bài viết" in answer.content.decode()


def test_the_list_of_contests_leads_from_an_open_written_round_to_its_own_page():
    round = written_round(round={"closes_at": timezone.now() + timedelta(days=1)})
    client = browser_of(OrganiserFactory(contest=round.contest).user)
    page = client.get(reverse("contests:organise")).content.decode()
    where = [round.contest.slug, round.number]
    assert reverse("contests:round_edit", args=where) in page
    assert reverse("contests:round_watch", args=where) not in page


def test_pages_about_works_answer_clearly_for_a_quiz():
    round = RoundFactory()
    client = browser_of(OrganiserFactory(contest=round.contest).user)
    for name in ("works", "paper_new", "works_file"):
        url = reverse(f"contests:{name}", args=[round.contest.slug, round.number])
        assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "name", ["organise_contest", "calendar", "regulation_desk", "history", "cases"]
)
def test_an_organisers_other_pages_show_a_contest_with_a_written_round(name):
    round = written_round()
    client = browser_of(OrganiserFactory(contest=round.contest).user)
    assert client.get(reverse(f"contests:{name}", args=[round.contest.slug])).status_code == 200
