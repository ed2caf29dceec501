"""Organisers see what was handed in, note works on paper, and take the list home."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Work, WorkState
from contests.written.hand_in import hand_in
from contests.written.paper_entries import (
    AuthorUnknown,
    NoPaperTaken,
    PaperEntry,
    PaperTooLate,
    register_paper_work,
)
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.contests.written.cast import CLOSING, MIDDAY, entered, ready_work, written_round
from tests.factories import OrganiserFactory
from tests.files.hostile_works import pdf
from tests.people import browser_of

pytestmark = pytest.mark.django_db

TODAY = MIDDAY.date()


@pytest.fixture
def round():
    return written_round(takes_paper=True)


@pytest.fixture
def secretary(round):
    return OrganiserFactory(contest=round.contest).user


def page(name, round, *more):
    return reverse(f"contests:{name}", args=[round.contest.slug, *(more or [round.number])])


def register(round, by, *, at=MIDDAY, **said):
    facts = {"title": "Bài giấy", "arrived_on": TODAY, "full_name": "Ngô Văn Bảy"} | said
    return register_paper_work(round, PaperEntry(**facts), by=by, at=at)


def test_a_work_on_paper_gets_the_next_number_and_a_line_in_the_trail(round, secretary):
    hand_in(ready_work(round), at=MIDDAY)
    work = register(round, secretary, postmarked_on=TODAY)
    assert (work.number, work.state, work.is_on_paper) == (2, WorkState.HANDED_IN, True)
    assert work.authors.get().full_name == "Ngô Văn Bảy"
    line = AuditLine.objects.get(kind=AuditKind.WORK_REGISTERED)
    assert "Ngô" not in str(line.after)


def test_a_work_on_paper_may_be_of_somebody_who_has_entered(round, secretary):
    entry = entered(round)
    work = register(round, secretary, entry=entry, full_name="")
    assert (work.entry, work.authors.get().unit) == (entry, entry.unit)


def test_without_a_postmark_day_the_arrival_counts_to_the_last_open_day():
    round = written_round(takes_paper=True, round={"closes_at": CLOSING})
    by = OrganiserFactory(contest=round.contest).user
    late = MIDDAY + timedelta(days=9)
    last = timezone.localdate(CLOSING)
    assert register(round, by, arrived_on=last, at=late).number == 1
    with pytest.raises(PaperTooLate):
        register(round, by, arrived_on=last + timedelta(days=1), postmarked_on=last, at=late)


def test_with_a_postmark_day_what_was_posted_in_time_counts_though_it_comes_later():
    round = written_round(takes_paper=True, postmark_until=TODAY)
    by = OrganiserFactory(contest=round.contest).user
    late = MIDDAY + timedelta(days=20)
    arrived = timezone.localdate(late)
    assert register(round, by, arrived_on=arrived, postmarked_on=TODAY, at=late).number == 1
    after = TODAY + timedelta(days=1)
    with pytest.raises(PaperTooLate):
        register(round, by, arrived_on=arrived, postmarked_on=after, at=late)


@pytest.mark.parametrize(
    "days",
    [
        {"arrived_on": TODAY + timedelta(days=1)},
        {"arrived_on": TODAY, "postmarked_on": TODAY + timedelta(days=1)},
        {"arrived_on": date(2020, 1, 1)},
    ],
)
def test_days_that_cannot_be_are_refused(round, secretary, days):
    with pytest.raises(PaperTooLate):
        register(round, secretary, **days)


def test_an_author_is_named_and_paper_is_taken_only_where_the_rules_say(round, secretary):
    with pytest.raises(AuthorUnknown):
        register(round, secretary, full_name="")
    other = written_round()
    with pytest.raises(NoPaperTaken):
        register(other, secretary)


def test_the_secretary_registers_paper_and_sees_it_in_the_list(round, secretary):
    client = browser_of(secretary)
    entry = entered(round)
    form = {"title": "Bài", "entrant": entry.user.email, "arrived_on": f"{timezone.now():%Y-%m-%d}"}
    type(round).objects.update(closes_at=timezone.now() + timedelta(days=1))
    answer = client.post(page("paper_new", round), form)
    work = Work.objects.get()
    assert answer.url == page("desk_work", round, work.pk)
    assert client.get(answer.url).status_code == 200
    assert entry.user.full_name in client.get(page("works", round)).content.decode()


def test_an_author_who_has_not_entered_is_typed(round, secretary):
    today = f"{timezone.localdate():%Y-%m-%d}"
    form = {"title": "Hòm thư", "full_name": "Ngô Văn Bảy", "arrived_on": today}
    type(round).objects.update(closes_at=timezone.now() + timedelta(days=1))
    client = browser_of(secretary)
    answer = client.post(page("paper_new", round), form, follow=True)
    assert "Chọn bản chụp để gửi" in answer.content.decode()
    assert Work.objects.get().authors.get().unit is None


def test_an_author_nobody_knows_is_told_and_nothing_is_lost(round, secretary):
    form = {"title": "Bài quý", "entrant": "Không Ai", "arrived_on": "2026-11-23"}
    said = browser_of(secretary).post(page("paper_new", round), form).content.decode()
    assert "Không có người dự thi nào như vậy" in said
    assert "Bài quý" in said


def test_a_draft_is_its_authors_alone(round, secretary):
    work = ready_work(round)
    client = browser_of(secretary)
    assert "Một cửa gần dân" not in client.get(page("works", round)).content.decode()
    assert client.get(page("desk_work", round, work.pk)).status_code == 404
    hand_in(work, at=MIDDAY)
    assert "Cải cách hành chính" in client.get(page("desk_work", round, work.pk)).content.decode()
    assert AuditLine.objects.filter(kind=AuditKind.WORK_SEEN).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_opening_a_work_is_noted_outside_of_any_other_transaction():
    """A test's own transaction would hide that the page has none."""
    round = written_round(takes_paper=True)
    secretary = OrganiserFactory(contest=round.contest).user
    work = register(round, secretary)
    answer = browser_of(secretary).get(page("desk_work", round, work.pk))
    assert answer.status_code == 200
    assert AuditLine.objects.filter(kind=AuditKind.WORK_SEEN).count() == 1


def test_a_scan_is_attached_to_paper_alone(round, secretary):
    paper = register(round, secretary)
    own = ready_work(round)
    hand_in(own, at=MIDDAY)
    client = browser_of(secretary)
    data = pdf()
    said = f'{{"name": "scan.pdf", "size": {len(data)}}}'
    begun = client.post(page("scan_upload", round, paper.pk), said, content_type="application/json")
    url = page("scan_piece", round, paper.pk, begun.json()["file"])
    assert (
        client.post(
            url, data, "application/offset+octet-stream", headers={"Upload-Offset": "0"}
        ).json()["whole"]
        is True
    )
    version = paper.versions.get()
    assert version.files.get().name == "scan.pdf"
    before = version.digest
    client.post(page("scan_remove", round, paper.pk, begun.json()["file"]))
    assert paper.versions.get().digest != before
    refused = client.post(page("scan_upload", round, own.pk), said, content_type="application/json")
    assert refused.status_code == 404


def test_the_list_goes_home_with_a_line_in_the_trail(round, secretary):
    hand_in(ready_work(round), at=MIDDAY)
    answer = browser_of(secretary).get(page("works_file", round))
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 1000
    assert AuditLine.objects.filter(kind=AuditKind.WORKS_EXPORTED).count() == 1


def test_organisers_of_another_contest_find_nothing(round):
    work = ready_work(round)
    hand_in(work, at=MIDDAY)
    other = browser_of(OrganiserFactory().user)
    for url in (page("works", round), page("works_file", round), page("paper_new", round)):
        assert other.get(url).status_code == 404
    assert other.get(page("desk_work", round, work.pk)).status_code == 404
