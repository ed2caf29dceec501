"""A copied contest has all settings as drafts, later by so many days, and none of the people."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from contests.models import (
    AskedDetail,
    BarredUnit,
    Contest,
    ContestState,
    DivisionRule,
    PrizelessLine,
    Round,
    RoundState,
    RuleClause,
    Section,
    StudyItem,
)
from contests.planning.calendar import weeks_of
from contests.planning.contests import SlugTaken
from contests.planning.outlines import (
    AxisUnknown,
    ContestOutline,
    RoundOutline,
    SectionOutline,
    build_contest,
    copy_contest,
    outline_of,
)
from contests.planning.question_sets import create_own_set
from contests.registration.bars import bar_unit
from contests.registration.prizeless import add_prizeless
from contests.schedule import slots_of
from questionbank.models import QuestionSet
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=364)


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(
        slug="thu-do",
        state=ContestState.PUBLISHED,
        pledge="Tôi cam kết.",
        entry_code="staff",
        tie_chain=["correct", "lots"],
    )
    OrganiserFactory(contest=contest, user=organiser)
    divisions = [
        DivisionFactory(contest=contest, code=code, position=n) for n, code in enumerate("ab")
    ]
    week = RoundFactory(contest=contest, number=1, title="Tuần 1", attempt_limit=3)
    RoundFactory(
        contest=contest,
        number=2,
        title="Tuần 2",
        opens_at=NOON + timedelta(days=7),
        closes_at=NOON + timedelta(days=14),
    )
    SectionFactory(round=week, division=divisions[1], count=7, difficulty="kho", pool=[1, 2])
    return contest


def copied(contest, by, days=364) -> Contest:
    return copy_contest(contest, title="Năm sau", slug="nam-sau", days=days, by=by, at=NOON)


def test_settings_divisions_rounds_and_sections_are_copied_as_drafts(contest, organiser):
    made = copied(contest, organiser)
    assert (made.state, made.pledge, made.entry_code, made.tie_chain) == (
        ContestState.DRAFT,
        "Tôi cam kết.",
        "staff",
        ["correct", "lots"],
    )
    assert made.divisions.count() == 2
    first, second = made.rounds.order_by("number")
    old = contest.rounds.get(number=1)
    assert (first.opens_at, first.closes_at) == (old.opens_at + YEAR, old.closes_at + YEAR)
    assert (first.state, first.attempt_limit, second.title) == (RoundState.DRAFT, 3, "Tuần 2")
    section = first.sections.get()
    assert (section.count, section.difficulty, section.pool) == (7, "kho", [])
    assert section.division.contest == made


def test_parts_of_common_sets_are_copied_and_own_sets_stay_behind(contest, organiser):
    common = QuestionSet.objects.create(name="Đất đai", created_at=NOON)
    own = create_own_set(contest, "Riêng", is_practice=False, by=organiser, at=NOON)
    week, division = contest.rounds.get(number=1), contest.divisions.first()
    week.question_sets.set([common, own])
    axis = AxisFactory()
    parts = ({"question_set": common, "field": "Đất đai"}, {"question_set": own, "axis": axis})
    for part in parts:
        Section.objects.create(round=week, division=division, count=2, **part)
    contest.rounds.filter(number=2).update(number=5)
    final = {"qualify_scope": "unit", "qualify_from": [1, 5]}
    RoundFactory(
        contest=contest, number=6, opens_at=NOON + YEAR, closes_at=NOON + 2 * YEAR, **final
    )

    made = copied(contest, organiser)

    copy = made.rounds.get(number=1)
    assert list(copy.question_sets.all()) == [common]
    facts = ("question_set", "axis", "field", "count")
    assert list(copy.sections.filter(axis=None).order_by("-field").values_list(*facts)) == [
        (common.pk, None, "Đất đai", 2),
        (None, None, "", 2),
    ]
    assert made.rounds.get(number=3).qualify_from == [1, 2]


def test_the_outline_of_a_copy_is_the_outline_of_the_contest(contest, organiser):
    unit = UnitFactory()
    bar_unit(
        BarredUnit(contest=contest, unit=unit, reason="Ban giám khảo"),
        by=organiser,
        at=NOON,
        accepts_entries=False,
    )
    line = PrizelessLine(contest=contest, unit=unit, reason="Cơ quan tổ chức")
    add_prizeless(line, by=organiser, at=NOON)
    clause = {"heading": "Khiếu nại", "body": "Gửi trong 5 ngày.", "place": "at_end"}
    RuleClause.objects.create(contest=contest, **clause)
    contest.question_sets.add(QuestionSet.objects.create(name="Chung", created_at=NOON))
    for n, title in enumerate(["Luật", "Nghị quyết"]):
        reads = {"title": title, "url": "https://a.vn/", "axis": AxisFactory()}
        StudyItem.objects.create(contest=contest, position=n, created_at=NOON, **reads)
    assert outline_of(copied(contest, organiser)) == outline_of(contest)


def test_rules_of_who_may_enter_are_copied(contest, organiser):
    rule = DivisionRule.objects.create(division=contest.divisions.first(), min_age=18)
    AskedDetail.objects.create(contest=contest, kind="phone", purpose="trao giải")
    made = copied(contest, organiser)
    assert [one.rule.min_age for one in made.divisions.filter(rule__isnull=False)] == [rule.min_age]
    assert made.asked_details.get().purpose == "trao giải"


def test_nobody_of_the_contest_is_in_the_copy(contest, organiser):
    EntryFactory(contest=contest)
    OrganiserFactory(contest=contest)
    create_own_set(contest, "Riêng", is_practice=False, by=organiser, at=NOON)
    made = copied(contest, organiser)
    assert made.entries.count() == 0
    assert list(made.organisers.all()) == [organiser]
    assert made.question_sets.count() == 0


def test_a_copy_is_in_the_trail_like_any_new_contest(contest, organiser):
    made = copied(contest, organiser)
    kinds = AuditLine.objects.filter(contest=made.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        AuditKind.CONTEST_CREATED,
        AuditKind.ROUND_CREATED,
        AuditKind.ROUND_CREATED,
    ]


def test_a_slug_taken_copies_nothing(contest, organiser):
    with pytest.raises(SlugTaken):
        copy_contest(contest, title="X", slug="thu-do", days=0, by=organiser, at=NOON)
    assert Round.objects.count() == 2


def template(axis: str) -> ContestOutline:
    week = {"title": "Tuần 1", "time_limit_s": 900, "tie_chain": ["correct"]}
    asked = SectionOutline(0, axis, {"count": 10, "difficulty": ""})
    return ContestOutline(
        {"organiser_name": "Sở Nội vụ", "tie_chain": ["correct"]},
        ({"name": "CBCCVC", "audience": "cbccvc"},),
        (RoundOutline(timedelta(0), timedelta(days=7), week, (asked,)),),
    )


def test_a_template_written_down_becomes_a_contest(organiser):
    AxisFactory(code="1")
    made = build_contest(
        template("1"), title="Mẫu", slug="mau", first_opens_at=NOON, by=organiser, at=NOON
    )
    round = made.rounds.get()
    assert (round.opens_at, round.closes_at) == (NOON, NOON + timedelta(days=7))
    assert Section.objects.get().count == 10


def test_a_template_with_an_axis_that_the_bank_lacks_says_which(organiser):
    with pytest.raises(AxisUnknown, match="trục mã X"):
        build_contest(
            template("X"), title="Mẫu", slug="mau", first_opens_at=NOON, by=organiser, at=NOON
        )


@pytest.fixture
def page(contest):
    return reverse("contests:contest_copy", args=[contest.slug])


def test_the_page_copies_and_shows_the_calendar(contest, organiser, page, signed_in):
    organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    desk = signed_in(organiser)
    assert 'value="364"' in desk.get(page).content.decode()
    taken = desk.post(page, {"title": "Tên mới", "slug": "thu-do", "days": "7"}).content.decode()
    assert "đã có cuộc thi khác dùng" in taken
    assert 'value="Tên mới"' in taken
    answer = desk.post(page, {"title": "Năm sau", "days": "7"})
    assert answer.url == reverse("contests:calendar", args=["nam-sau"])
    assert "Tuần 2" in desk.get(answer.url).content.decode()


def test_only_organisers_who_may_create_contests_copy(contest, organiser, page, signed_in, client):
    other = OrganiserFactory().user
    assert signed_in(organiser).get(page).status_code == 403
    assert signed_in(other).get(page).status_code == 404
    assert client.get(page).url.startswith(reverse("account_login"))
    calendar = reverse("contests:calendar", args=[contest.slug])
    assert signed_in(organiser).get(calendar).status_code == 200
    assert signed_in(other).get(calendar).status_code == 404


def test_the_calendar_has_every_week_and_a_round_in_each_that_it_touches(contest):
    monday = NOON.replace(hour=1) - timedelta(days=NOON.weekday())
    contest.rounds.all().delete()
    week = timedelta(days=7)
    for number, (starts, weeks) in enumerate([(0, 2), (4, 1)], start=1):
        RoundFactory(
            contest=contest,
            number=number,
            opens_at=monday + starts * week,
            # 00:00 in Hà Nội of the Monday after
            closes_at=(monday + (starts + weeks) * week).replace(hour=17) - timedelta(days=1),
        )
    weeks = weeks_of(slots_of(contest.rounds.order_by("number"), at=NOON))
    assert [[slot.round.number for slot in one.slots] for one in weeks] == [[1], [1], [], [], [2]]
    assert weeks[0].monday == monday.date()
    assert weeks[0].sunday - weeks[0].monday == timedelta(days=6)
    assert isinstance(weeks[0].monday, date)


def test_a_contest_without_rounds_has_no_weeks():
    assert weeks_of([]) == []
