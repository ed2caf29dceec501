"""What was announced when can be compared; published rules do not change unseen."""

import pytest
from django.urls import reverse

from contests.models import ContestState, RegulationVersion, RuleClause
from contests.planning.contests import publish_contest
from contests.regulation.versions import (
    ContestIsDraft,
    NothingNew,
    announce_version,
    set_clauses,
)
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, DivisionFactory, OrganiserFactory, RoundFactory

pytestmark = pytest.mark.django_db
CLAUSE = {"place": "at_end", "heading": "Tổ chức thực hiện", "body": "Sở Nội vụ chủ trì."}


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(state=ContestState.DRAFT, tie_chain=["correct"])
    DivisionFactory(contest=contest)
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def published(contest, organiser):
    return publish_contest(contest, by=organiser, at=NOON)


def numbers():
    return list(RegulationVersion.objects.order_by("number").values_list("number", flat=True))


def test_the_first_version_is_announced_with_the_contest(contest, organiser):
    with pytest.raises(ContestIsDraft):
        announce_version(contest, by=organiser, at=NOON)
    publish_contest(contest, by=organiser, at=NOON)
    assert numbers() == [1]
    with pytest.raises(NothingNew):
        announce_version(contest, by=organiser, at=NOON)


def test_clauses_of_a_draft_announce_nothing_and_leave_a_line(contest, organiser):
    set_clauses(contest, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    assert numbers() == []
    [line] = AuditLine.objects.filter(kind="clauses_edited")
    assert line.after == {"clauses": ["Tổ chức thực hiện (cuối thể lệ): Sở Nội vụ chủ trì."]}


def test_clauses_of_a_published_contest_are_a_new_version(published, organiser):
    set_clauses(published, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    set_clauses(published, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    assert numbers() == [1, 2]


def test_a_clause_that_only_moves_is_a_change_and_a_space_announces_nothing(published, organiser):
    set_clauses(published, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    for change in (
        {"place": "after_entry"},
        {"place": "after_entry", "body": f"{CLAUSE['body']}\n"},
    ):
        set_clauses(published, [RuleClause(**CLAUSE | change)], by=organiser, at=NOON)
    assert numbers() == [1, 2, 3]
    assert AuditLine.objects.filter(kind="clauses_edited").count() == 3


def test_what_moved_since_is_shown_to_organisers_until_announced(published, organiser, signed_in):
    round = RoundFactory(contest=published, opens_at=NOON, closes_at=NOON.replace(hour=9))
    announce_version(published, by=organiser, at=NOON)
    round.closes_at = NOON.replace(hour=10)
    round.save()
    browser, url = signed_in(organiser), reverse("contests:regulation_desk", args=[published.slug])
    page = browser.get(url).content.decode()
    assert "Khác bản đã công bố" in page
    assert "<ins>" in page
    announce = reverse("contests:regulation_announce", args=[published.slug])
    assert browser.post(announce, follow=True).status_code == 200
    assert numbers() == [1, 2, 3]
    assert "Khác bản đã công bố" not in browser.get(url).content.decode()


def test_everybody_reads_and_compares_versions(published, organiser, client):
    set_clauses(published, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    url = reverse("contests:regulation", args=[published.slug])
    page = client.get(url).content.decode()
    assert "Điều 1. Ai được dự thi" in page
    assert "Tổ chức thực hiện" in page
    assert "Tổ chức thực hiện" not in client.get(url, {"ban": 1}).content.decode()
    second = client.get(url, {"ban": 2}).content.decode()
    assert "<ins>Sở Nội vụ chủ trì.</ins>" in second
    for wrong in ("3", "x", "1' or 1", "²"):
        assert client.get(url, {"ban": wrong}).status_code == 404


def test_a_clause_that_lacks_something_is_refused_at_its_field(contest, organiser, signed_in):
    url = reverse("contests:regulation_desk", args=[contest.slug])
    data = {
        "dieu-TOTAL_FORMS": 1,
        "dieu-INITIAL_FORMS": 0,
        "dieu-0-heading": "Tổ chức thực hiện",
        "dieu-0-place": "at_end",
        "dieu-0-body": "",
    }
    browser = signed_in(organiser)
    page = browser.post(url, data)
    assert page.status_code == 200
    assert "Tổ chức thực hiện" in page.content.decode()
    browser.post(url, data | {"dieu-0-body": "Sở Nội vụ chủ trì."})
    assert RuleClause.objects.get().body == "Sở Nội vụ chủ trì."
    row = {"dieu-0-id": RuleClause.objects.get().pk, "dieu-0-DELETE": "on"}
    gone = data | {"dieu-INITIAL_FORMS": 1, "dieu-0-body": "Sở Nội vụ chủ trì."} | row
    browser.post(url, gone)
    assert not RuleClause.objects.exists()


def test_two_tabs_save_one_after_the_other(contest, organiser, signed_in):
    set_clauses(contest, [RuleClause(**CLAUSE)], by=organiser, at=NOON)
    url, browser = reverse("contests:regulation_desk", args=[contest.slug]), signed_in(organiser)
    kept = RuleClause.objects.get().pk
    tab = {
        "dieu-TOTAL_FORMS": 1,
        "dieu-INITIAL_FORMS": 1,
        "dieu-0-id": kept,
        "dieu-0-heading": "Tổ chức thực hiện",
        "dieu-0-place": "at_end",
    }
    for body in ("Một.", "Hai."):
        assert browser.post(url, tab | {"dieu-0-body": body}).status_code == 302
    assert RuleClause.objects.get().body == "Hai."
    RuleClause.objects.all().delete()
    page = browser.post(url, tab | {"dieu-0-body": "Ba."}).content.decode()
    assert "vừa bị xóa ở nơi khác" in page
    assert "Ba." in page


def test_a_draft_is_nobodys_to_read(contest, client):
    assert client.get(reverse("contests:regulation", args=[contest.slug])).status_code == 404
