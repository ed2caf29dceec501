"""A contest is drafted, published once, and then only its description changes, in the open."""

import pytest

from contests.models import Contest, Division
from contests.planning.contests import (
    ContestIsPublished,
    ContestNotReady,
    SlugTaken,
    TwinDivisions,
    create_contest,
    describe_contest,
    publish_contest,
    slug_for,
    update_contest,
)
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, DivisionFactory

pytestmark = pytest.mark.django_db


def draft(**fields) -> Contest:
    return Contest(
        **{
            "slug": "thu-do",
            "title": "Thủ đô",
            "organiser_name": "Sở Nội vụ",
            "tie_chain": ["correct"],
            **fields,
        }
    )


def test_creator_becomes_organiser_and_divisions_keep_their_order(organiser):
    contest = create_contest(
        draft(),
        divisions=[
            Division(name="Người dân", audience="nguoi-dan"),
            Division(name="CBCCVC", audience="cbccvc"),
        ],
        by=organiser,
        at=NOON,
    )
    assert list(contest.organisers.all()) == [organiser]
    assert list(contest.divisions.values_list("code", "position")) == [
        ("nguoi-dan", 0),
        ("cbccvc", 1),
    ]
    assert AuditLine.objects.get().kind == "contest_created"


def test_slug_of_another_contest_is_refused(organiser):
    ContestFactory(slug="thu-do")
    with pytest.raises(SlugTaken):
        create_contest(draft(), divisions=[], by=organiser, at=NOON)


@pytest.mark.parametrize("slug", ["ngan-hang", "tao", "nhat-ky"])
def test_slug_of_an_organiser_page_is_refused(organiser, slug):
    with pytest.raises(SlugTaken):
        create_contest(draft(slug=slug), divisions=[], by=organiser, at=NOON)


def test_divisions_of_one_address_get_different_codes(organiser):
    contest = create_contest(
        draft(),
        divisions=[Division(name=name, audience="chung") for name in ("Học sinh", "Hoc sinh")],
        by=organiser,
        at=NOON,
    )
    assert list(contest.divisions.values_list("code", flat=True)) == ["hoc-sinh", "hoc-sinh-2"]


@pytest.mark.parametrize("name", ["NGƯỜI  DÂN", "Người dân\u200b"])
def test_a_contest_whose_divisions_read_alike_is_not_published(organiser, name):
    contest = ContestFactory(state="draft", tie_chain=["correct"])
    for n, one in enumerate(("Người dân", name)):
        DivisionFactory(contest=contest, name=one, code=f"bang-{n}")

    with pytest.raises(TwinDivisions):
        publish_contest(contest, by=organiser, at=NOON)


def test_updating_a_draft_swaps_renames_and_drops_divisions(organiser):
    contest = ContestFactory(state="draft")
    first = DivisionFactory(contest=contest, name="A", code="a")
    second = DivisionFactory(contest=contest, name="B", code="b", position=1)
    DivisionFactory(contest=contest, name="C", code="c", position=2)
    first.name, second.name = "B", "A"

    update_contest(contest, divisions=[second, first], by=organiser, at=NOON)

    assert list(contest.divisions.values_list("pk", "code")) == [(second.pk, "a"), (first.pk, "b")]


def test_updating_a_published_contest_is_refused(organiser):
    contest = ContestFactory()
    with pytest.raises(ContestIsPublished):
        update_contest(contest, divisions=[], by=organiser, at=NOON)


def test_describing_a_published_contest_writes_down_what_was_there(organiser):
    contest = ContestFactory(prizes="Giải Nhất")
    contest.prizes = "Giải Nhất\nGiải Nhì"
    describe_contest(contest, by=organiser, at=NOON)
    line = AuditLine.objects.get()
    assert (line.kind, line.before, line.after) == (
        "description_edited",
        {"prizes": "Giải Nhất"},
        {"prizes": "Giải Nhất\nGiải Nhì"},
    )


def test_describing_without_a_change_writes_nothing(organiser):
    describe_contest(ContestFactory(), by=organiser, at=NOON)
    assert AuditLine.objects.count() == 0


def test_publishing_twice_is_refused(organiser):
    contest = ContestFactory(state="draft")
    DivisionFactory(contest=contest)
    stale = Contest.objects.get(pk=contest.pk)
    publish_contest(contest, by=organiser, at=NOON)
    for again in (contest, stale):
        with pytest.raises(ContestIsPublished):
            publish_contest(again, by=organiser, at=NOON)
    assert AuditLine.objects.filter(kind="published").count() == 1


def test_publishing_without_a_division_is_refused(organiser):
    contest = ContestFactory(state="draft")
    with pytest.raises(ContestNotReady):
        publish_contest(contest, by=organiser, at=NOON)
    contest.refresh_from_db()
    assert contest.state == "draft"


def test_slug_is_plain_letters_of_the_title():
    assert slug_for("Tìm hiểu CCHC – Thủ đô 2026") == "tim-hieu-cchc-thu-do-2026"
