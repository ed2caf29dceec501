"""A later round for the first of earlier ones: who is on its list, and who starts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.attempts.qualified import NotQualified
from contests.attempts.rules import check_may_start
from contests.attempts.usage import start_requests_of, usage_of
from contests.models import PrizelessLine, Qualification, QualifyScope, RoundState
from contests.planning.publish_round import readiness_problems
from contests.planning.rounds import copy_round
from contests.public.next_step import next_step
from contests.registration.entries import void_entry
from contests.registration.prizeless import add_prizeless, lift_prizeless
from contests.regulation.round import round_regulation
from contests.schedule import slots_of
from leaderboard.finals.finalise import finalise_round
from leaderboard.qualifying.jobs import write_qualified
from leaderboard.qualifying.lists import (
    _GROUPS,
    ListInUse,
    RoundForEverybody,
    SourcesNotFinal,
    write_list,
)
from leaderboard.qualifying.verified import _GROUP, list_problems
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

CLOSE = NOON + timedelta(days=7)
AFTER = CLOSE + timedelta(hours=1)
SECOND = NOON + timedelta(days=10)


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def officials(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, title="Vòng 1")


@pytest.fixture
def final(contest, week):
    return RoundFactory(
        contest=contest,
        number=2,
        title="Vòng 2",
        opens_at=SECOND,
        closes_at=SECOND + timedelta(days=1),
        qualify_scope=QualifyScope.DIVISION,
        qualify_top=2,
        qualify_from=[1],
    )


def listed(final):
    return dict(Qualification.objects.filter(round=final).values_list("entry", "place"))


def written(final, *, after):
    finalise_round(after, by=None, at=AFTER)
    write_list(final, by=None, at=AFTER)
    final.refresh_from_db()
    assert list(list_problems(final)) == []
    return listed(final)


def test_the_first_of_each_division_qualify_with_who_shares_the_last_place(
    contest, officials, week, final
):
    residents = DivisionFactory(contest=contest)
    same = {"correct": 4, "seconds": 60}
    best, second, also = (
        take(week, officials, correct=5),
        take(week, officials, **same),
        take(week, officials, **same),
    )
    take(week, officials, correct=3)
    alone = take(week, residents, correct=1)

    expected = {best.pk: 1, second.pk: 2, also.pk: 2, alone.pk: 1}

    assert written(final, after=week) == expected
    line = AuditLine.objects.get(kind=AuditKind.QUALIFIED)
    assert (line.about_id, line.after) == (final.pk, {"people": 4})


def test_who_was_voided_or_fails_a_condition_is_passed_over(officials, week, final, organiser):
    week.tie_chain = ["complete", "perfect", "correct", "time_used"]
    week.save()
    gone, kept = (take(week, officials, correct=5, prediction=1) for _n in range(2))
    take(week, officials, correct=4, prediction=1)
    void_entry(gone, by=organiser, at=AFTER, reason="thi hộ")

    assert written(final, after=week) == {kept.pk: 1}


def test_who_takes_part_without_a_prize_takes_nobodys_place(
    contest, officials, week, final, organiser
):
    guest, *people = (take(week, officials, correct=n) for n in (5, 4, 3, 2))
    line = PrizelessLine(contest=contest, entry=guest, reason="Ban tổ chức")
    add_prizeless(line, by=organiser, at=NOON)
    assert written(final, after=week) == {people[0].pk: 1, people[1].pk: 2}
    # What was written stays right, whoever is listed or lifted afterwards.
    lift_prizeless(line, by=organiser, at=AFTER + timedelta(hours=1), reason="Ghi nhầm")
    assert list(list_problems(final)) == []


@pytest.mark.parametrize(
    ("scope", "expected"), [("kind", {"a": 1, "c": 1}), ("unit", {"a": 1, "b": 1, "c": 1})]
)
def test_the_first_are_counted_among_each_kind_of_unit_or_each_unit(
    officials, week, final, scope, expected
):
    final.qualify_scope, final.qualify_top = scope, 1
    final.save()
    ward = UnitKindFactory(code="phuong", name="Phường")
    people = {
        "a": take(week, officials, correct=5, unit=UnitFactory()),
        "b": take(week, officials, correct=4, unit=UnitFactory()),
        "c": take(week, officials, correct=1, unit=UnitFactory(kind=ward)),
    }

    assert written(final, after=week) == {people[name].pk: n for name, n in expected.items()}


def test_each_scope_is_selected_and_verified():
    scopes = {one for one in QualifyScope if one}
    assert scopes == _GROUPS.keys() == _GROUP.keys()


def test_the_final_of_a_year_takes_the_first_of_every_week(contest, officials, week, final):
    other = RoundFactory(contest=contest, number=3, title="Tuần 2")
    final.qualify_from, final.qualify_top = [1, 3], 1
    final.save()
    twice = take(week, officials, correct=5)
    take(other, officials, correct=3)
    winner = take(other, officials, correct=5, seconds=1)
    finalise_round(other, by=None, at=AFTER)

    assert written(final, after=week) == {twice.pk: 1, winner.pk: 1}


def test_the_list_waits_for_final_results_and_stands_once_the_round_is_open(officials, week, final):
    with pytest.raises(SourcesNotFinal):
        write_list(final, by=None, at=AFTER)
    with pytest.raises(RoundForEverybody):
        write_list(week, by=None, at=AFTER)
    take(week, officials)
    written(final, after=week)
    write_list(final, by=None, at=SECOND - timedelta(seconds=1))
    with pytest.raises(ListInUse):
        write_list(final, by=None, at=SECOND)


def test_only_who_is_on_the_list_may_start(officials, week, final):
    entry, other = take(week, officials), EntryFactory(contest=week.contest, division=officials)

    def why_not(one):
        with pytest.raises(NotQualified) as refused:
            check_may_start(one, round=final, at=SECOND)
        return str(refused.value.message)

    assert "Ban tổ chức lập danh sách sau" in why_not(entry)
    written(final, after=week)
    assert "bạn không có trong danh sách" in why_not(other)
    check_may_start(entry, round=final, at=SECOND)
    _round, people = start_requests_of([entry.pk, other.pk], round_id=final.pk, at=SECOND)
    assert [usage.is_qualified for _one, usage in people] == [True, False]


def test_asking_who_qualified_costs_no_query_of_its_own(
    officials, week, final, django_assert_num_queries
):
    entry = take(week, officials)
    written(final, after=week)
    with django_assert_num_queries(1):
        usage = usage_of(entry, round=final, at=SECOND)
        check_may_start(entry, round=final, at=SECOND, usage=usage)


def test_a_person_is_told_on_the_page_of_the_contest(officials, week, final, contestant):
    entry = take(week, officials, user=contestant)
    written(final, after=week)
    other = EntryFactory(contest=week.contest, division=officials)

    def note(one):
        slots = slots_of([final], at=AFTER)
        step = next_step(week.contest, user=one.user, entry=one, slots=slots, at=AFTER)
        return step.note

    assert note(entry).startswith("Bạn được vào Vòng 2. Vòng 2 mở lúc")
    assert note(other).startswith("Vòng 2 chỉ dành cho người đứng đầu các kỳ trước")


def test_the_verifier_finds_who_is_missing_and_who_started_unlisted(officials, week, final):
    entry = take(week, officials)
    written(final, after=week)
    stranger = take(final, officials)
    Qualification.objects.all().delete()

    assert sorted(list_problems(final)) == [
        f"entry {entry.pk} should be on the list",
        f"entry {stranger.pk} started without having qualified",
    ]


def test_the_page_has_the_list_written_by_a_job(officials, week, final, signed_in, organiser):
    entry = take(week, officials)
    page = reverse("leaderboard:qualified", args=["thu-do", 2])
    client = signed_in(organiser)
    assert "Hãy chốt kết quả của Vòng 1 trước." in client.get(page).content.decode()
    finalise_round(week, by=None, at=AFTER)
    client.post(page)
    assert "Máy chủ đang lập danh sách" in client.get(page).content.decode()

    write_list(final, by=organiser, at=AFTER)

    assert list(client.get(page).context["page"]) == [Qualification.objects.get(entry=entry)]
    assert AuditLine.objects.filter(kind=AuditKind.PEOPLE_SEEN, about_id=final.pk).exists()
    assert write_qualified.func.__name__ == "write_qualified"


def test_strangers_and_rounds_for_everybody_have_no_such_page(
    client, signed_in, stranger, organiser, week, final
):
    page = reverse("leaderboard:qualified", args=["thu-do", 2])
    assert client.get(page).status_code == 302
    assert signed_in(stranger).get(page).status_code == 404
    foreign = OrganiserFactory().user
    assert signed_in(foreign).get(page).status_code == 404
    everybody = reverse("leaderboard:qualified", args=["thu-do", 1])
    assert signed_in(organiser).get(everybody).status_code == 404


def test_publishing_wants_its_sources_closed_before_it_opens(contest, week, final):
    copy = copy_round(final, by=None, at=NOON)
    assert (copy.qualify_scope, copy.qualify_top, copy.qualify_from) == ("division", 2, [1])
    assert readiness_problems(copy, at=NOON) == []
    copy.opens_at = CLOSE - timedelta(hours=1)
    assert len(readiness_problems(copy, at=NOON)) == 1
    week.state = RoundState.DRAFT
    week.save()
    copy.opens_at = SECOND
    assert len(readiness_problems(copy, at=NOON)) == 1


def test_the_rules_say_who_may_take_the_round(final):
    first = round_regulation(final, sections=[])[0]
    assert first.heading == "Ai được dự thi"
    assert first.sentences[0] == (
        "Kỳ này chỉ dành cho 2 người đứng đầu mỗi bảng ở mỗi kỳ thi sau: kỳ số 1."
    )
