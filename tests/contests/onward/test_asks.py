"""A work becomes an idea only if its author agrees, after the result, once."""

import pytest
from django.db import transaction
from django.urls import reverse

from contests.initiatives.recognised import known_elsewhere
from contests.models import Initiative, InitiativeState, OnwardAsk, Work, WorkState
from contests.onward.asks import (
    LONGEST_PROBLEM,
    Answer,
    AnsweredAlready,
    AskedAlready,
    NothingToRead,
    ResultNotFixed,
    answer_ask,
    as_problem_and_solution,
    ask_author,
)
from contests.written.rules import OwnerAlone
from quizsite.models import AuditLine
from quizsite.notifications import outbox
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.gallery.cast import accepted, fix_result
from tests.contests.initiatives.cast import published
from tests.contests.written.cast import entered, written_round
from tests.factories import NOON, OrganiserFactory
from tests.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay():
    return written_round(tool_statement="not_asked")


@pytest.fixture
def by(essay):
    return OrganiserFactory(contest=essay.contest).user


@pytest.fixture
def work(essay):
    return accepted(essay)


def desk(work):
    return reverse("contests:work_onward", args=[work.round.contest.slug, work.pk])


def answering(work):
    return reverse("contests:onward_answer", args=[work.round.contest.slug, work.pk])


def test_nobody_is_asked_before_the_result_is_fixed(essay, work, by):
    with pytest.raises(ResultNotFixed):
        ask_author(work, by=by, at=NOON)
    fix_result(essay)
    Work.objects.filter(pk=work.pk).update(state=WorkState.REFUSED)
    with pytest.raises(ResultNotFixed):
        ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)


def test_the_author_is_told_and_a_yes_makes_the_idea_of_the_author(essay, work, by, monkeypatch):
    reached = lambda people, **_: [(person, "email") for person in people]  # noqa: E731 -- one line
    monkeypatch.setattr(outbox, "reachable", reached)
    fix_result(essay)
    work.refresh_from_db()
    ask = ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)
    notice = Notice.objects.get(kind=NoticeKind.WORK_ONWARD)
    assert notice.person == work.entry.user
    assert notice.facts["path"] == answering(work)
    made = answer_ask(ask, Answer(is_agreed=True), by=work.entry.user, at=NOON)
    assert (made.title, made.state) == (work.title, InitiativeState.RECEIVED)
    assert (made.origin, made.origin_key) == (essay.contest.title, f"work:{work.pk}")
    assert made.sender.user == work.entry.user
    assert made.public_name == ""
    assert made.may_be_shown == work.may_be_shown
    kinds = set(AuditLine.objects.values_list("kind", flat=True))
    assert {"onward_asked", "onward_answered"} <= kinds


def test_a_no_leaves_the_work_and_is_given_once(essay, work, by):
    fix_result(essay)
    ask = ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)
    assert answer_ask(ask, Answer(is_agreed=False), by=work.entry.user, at=NOON) is None
    with pytest.raises(AnsweredAlready):
        answer_ask(ask, Answer(is_agreed=True), by=work.entry.user, at=NOON)
    with pytest.raises(AskedAlready):
        ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)
    assert not Initiative.objects.exists()


def test_only_who_handed_it_in_answers(essay, work, by):
    other = entered(essay)
    work.authors.create(position=1, full_name="Hai", entry=other, share_percent=1)
    fix_result(essay)
    ask = ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)
    with pytest.raises(OwnerAlone), transaction.atomic():
        answer_ask(ask, Answer(is_agreed=True), by=other.user, at=NOON)
    assert browser_of(other.user).get(answering(work)).status_code in {403, 404}
    assert browser_of(entered(written_round()).user).get(answering(work)).status_code == 404


def test_a_work_without_words_makes_no_idea(essay, work, by):
    work.versions.update(texts={})
    fix_result(essay)
    with pytest.raises(NothingToRead):
        ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)


def test_a_long_text_is_cut_and_says_so(essay, by):
    heading = str(essay.written_terms.headings.first().pk)
    work = accepted(essay)
    work.versions.update(texts={heading: "chữ " * 2000})
    fix_result(essay)
    ask = ask_author(Work.objects.get(pk=work.pk), by=by, at=NOON)
    made = answer_ask(ask, Answer(is_agreed=True), by=work.entry.user, at=NOON)
    assert len(made.problem) <= LONGEST_PROBLEM
    assert made.problem.endswith("(xem tiếp ở bài dự thi)")


def test_one_text_says_both():
    assert as_problem_and_solution(["một"]) == ("một", "một")
    assert as_problem_and_solution(["a", "b", "c"]) == ("a", "b\n\nc")


def test_the_pages_ask_answer_keep_back_and_let_out(essay, work, by, client):
    fix_result(essay)
    organiser, author = browser_of(by), browser_of(work.entry.user)
    assert "Hỏi tác giả" in organiser.get(desk(work)).content.decode()
    assert author.get(desk(work)).status_code == 404
    organiser.post(desk(work), {"ask": "1"})
    read = reverse("contests:work", args=[essay.contest.slug, work.pk])
    assert answering(work) in author.get(read).content.decode()
    assert "Đồng ý chuyển" in author.get(answering(work)).content.decode()
    author.post(answering(work), {"agree": "1", "is_name_shown": "on"})
    assert OnwardAsk.objects.get().initiative.public_name == work.entry.user.short_name
    assert "Theo dõi ý tưởng" in author.get(answering(work)).content.decode()
    gallery = reverse("contests:gallery_work", args=[work.pk])
    empty = organiser.post(desk(work), {"keep_back": "1", "reason": " "})
    assert "Hãy ghi vì sao" in empty.content.decode()
    assert client.get(gallery).status_code == 200
    organiser.post(desk(work), {"keep_back": "1", "reason": "Có số điện thoại"})
    assert client.get(gallery).status_code == 404
    assert AuditLine.objects.get(kind="work_kept_back").reason == "Có số điện thoại"
    organiser.post(desk(work), {"let_out": "1"})
    assert client.get(gallery).status_code == 200


def test_the_sieve_hints_at_what_is_recognised_already(essay, work, by):
    like = published(work.title, problem="Cải cách", solution="Một cửa")
    sieve = reverse("contests:sieve_work", args=[essay.contest.slug, work.pk])
    organiser = browser_of(by)
    assert "Có thể đã được công nhận" not in organiser.get(sieve).content.decode()
    Initiative.objects.filter(pk=like.pk).update(state=InitiativeState.RECOGNISED)
    assert "Có thể đã được công nhận" in organiser.get(sieve).content.decode()
    work.refresh_from_db()
    assert work.state == WorkState.ACCEPTED


def test_the_desk_of_ideas_hears_of_works_that_may_be_shown(essay, work):
    assert known_elsewhere(work.title) == []
    fix_result(essay)
    assert known_elsewhere(work.title) == [
        f"Bài dự thi “{work.title}”, cuộc thi “{essay.contest.title}”"
    ]
    Work.objects.filter(pk=work.pk).update(may_be_shown=False)
    assert known_elsewhere(work.title) == []
