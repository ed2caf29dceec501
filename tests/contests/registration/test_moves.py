"""A wrong unit or division is corrected, and everything that counts it follows."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from contests.models import BarredUnit, MarkKind, Round, RoundState
from contests.registration.ages import AgeMissing
from contests.registration.bars import bar_unit
from contests.registration.entries import DivisionUnknown, UnitNotInForce
from contests.registration.marks import digests_of, mark, signs_of_entry, signs_of_person
from contests.registration.moves import (
    DivisionIsFinal,
    MinorNotMoved,
    NothingToMove,
    UnitIsBarred,
    asks_age,
    move_entry,
    move_unit,
)
from contests.rules import ReasonMissing
from leaderboard.aggregates.tallies import compare_tallies, count_board
from leaderboard.boards.writer import keys_of
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import BoardKey, Standing
from leaderboard.standings.store import compare_standings
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do")


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, tie_chain=["correct"])


@pytest.fixture
def target():
    return UnitFactory(name="Sở Nội vụ", code="so-noi-vu")


def moved(entry, organiser, **to):
    to = {"unit": entry.unit, "division": entry.division} | to
    return move_entry(entry, by=organiser, at=NOON, reason="Chọn nhầm", **to)


def agrees(week):
    for key in keys_of(week):
        count_board(key)
    return not compare_standings(week) and not any(compare_tallies(one) for one in keys_of(week))


def units_counted(key):
    return set(Standing.objects.filter(round=key.round).values_list("unit", flat=True))


def test_standings_and_tallies_follow_the_new_unit(week, division, target, organiser):
    entry = take(week, division)
    assert agrees(week)
    moved(entry, organiser, unit=target)
    key = BoardKey(week.contest_id, week.pk, division.pk)
    assert units_counted(key) == {target.pk}
    assert agrees(week)


def test_the_line_has_what_was_and_what_is(week, division, target, organiser):
    entry = take(week, division)
    moved(entry, organiser, unit=target)
    line = AuditLine.objects.get(kind=AuditKind.ENTRY_MOVED)
    assert line.before == {"unit": entry.unit.name}
    assert line.after == {"unit": "Sở Nội vụ"}
    assert (line.about_id, line.reason) == (entry.pk, "Chọn nhầm")


def test_the_person_stands_on_the_new_divisions_board(week, division, contest, organiser):
    entry = take(week, division)
    other = DivisionFactory(contest=contest, name="Người dân")
    moved(entry, organiser, division=other)
    assert Standing.objects.get(entry=entry, round=week).division_id == other.pk
    assert agrees(week)


def test_a_final_result_keeps_the_unit_that_its_digest_seals(week, division, target, organiser):
    at = week.closes_at + timedelta(hours=1)
    entry = take(week, division, correct=0, of=0)
    week = finalise_round(week, by=None, at=at)
    sealed = entry.unit_id
    moved(entry, organiser, unit=target)
    units = dict(Standing.objects.filter(entry=entry).values_list("round", "unit"))
    assert units == {week.pk: sealed, None: target.pk}
    call_command("verify_round", str(week.pk))
    assert agrees(week)


def test_no_division_changes_under_a_final_result(week, division, contest, organiser):
    entry = take(week, division)
    Round.objects.filter(pk=week.pk).update(state=RoundState.FINALISED, finalised_at=NOON)
    with pytest.raises(DivisionIsFinal, match="Tuần 1"):
        moved(entry, organiser, division=DivisionFactory(contest=contest))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (dict, NothingToMove),
        (lambda: {"division": DivisionFactory()}, DivisionUnknown),
        (lambda: {"unit": UnitFactory(in_force_until=NOON.date())}, UnitNotInForce),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(week, division, organiser, change, refusal):
    entry = take(week, division)
    with pytest.raises(refusal):
        moved(entry, organiser, **change())
    assert not AuditLine.objects.filter(kind=AuditKind.ENTRY_MOVED).exists()


def test_a_reason_is_asked_for(week, division, target, organiser):
    entry = take(week, division)
    with pytest.raises(ReasonMissing):
        move_entry(entry, unit=target, division=division, by=organiser, at=NOON, reason=" ")


def test_everybody_of_a_wrong_unit_goes_to_the_right_one(week, division, target, organiser):
    wrong = UnitFactory(name="Sở Nội vụ (cũ)")
    people = [take(week, division, unit=wrong) for _ in range(3)]
    other = take(week, division)
    contest = week.contest
    count = move_unit(
        contest, source=wrong, target=target, by=organiser, at=NOON, reason="Đơn vị cũ"
    )
    assert count == 3
    assert set(contest.entries.filter(unit=target)) == set(people)
    other.refresh_from_db()
    assert other.unit != target
    assert AuditLine.objects.filter(kind=AuditKind.ENTRY_MOVED).count() == 3
    assert AuditLine.objects.get(kind=AuditKind.UNIT_MOVED).after["people"] == 3
    assert agrees(week)


def test_the_mark_of_name_and_unit_follows(week, division, target, organiser):
    entry = take(week, division)
    mark(entry, signs_of_entry(entry))
    entry = moved(entry, organiser, unit=target)
    names = entry.marks.filter(kind=MarkKind.NAME).values_list("digest", flat=True)
    kind, value = signs_of_person(entry.user.full_name, target.pk, "", "")[0]
    assert list(names) == digests_of(entry.contest_id, kind, value)


@pytest.mark.parametrize("people", [2, 6])
def test_moving_many_takes_the_same_queries(
    week, division, target, organiser, people, django_assert_max_num_queries
):
    wrong = UnitFactory()
    for _ in range(people):
        take(week, division, unit=wrong)
    with django_assert_max_num_queries(30):
        move_unit(week.contest, source=wrong, target=target, by=organiser, at=NOON, reason="Nhầm")


def test_pages_move_one_and_many(signed_in, week, division, target, organiser, stranger):
    entry = take(week, division)
    OrganiserFactory(contest=week.contest, user=organiser)
    client = signed_in(organiser)
    page = f"/to-chuc/thu-do/du-thi/{entry.pk}/chuyen/"
    assert "Chọn nhầm" not in client.get(page).content.decode()
    sent = {"unit": target.code, "unit_text": target.name, "division": division.pk}
    assert client.post(page, sent).context["form"].errors["reason"]
    assert client.post(page, sent | {"reason": "Chọn nhầm"}).status_code == 302
    entry.refresh_from_db()
    assert entry.unit == target
    again = client.post(page, sent | {"reason": "Lần nữa"})
    assert "Không có gì thay đổi" in again.content.decode()
    assert again.context["form"]["reason"].value() == "Lần nữa"

    back = UnitFactory(name="Sở Y tế", code="so-y-te")
    form = client.get("/to-chuc/thu-do/du-thi/chuyen/").context["form"]
    assert ("Sở Nội vụ: 1 người") in dict(form.fields["source"].choices).values()
    many = {"source": target.pk, "target": back.code, "target_text": back.name, "reason": "Nhầm"}
    assert client.post("/to-chuc/thu-do/du-thi/chuyen/", many).status_code == 302
    entry.refresh_from_db()
    assert entry.unit == back
    assert client.post("/to-chuc/thu-do/du-thi/chuyen/", many | {"source": "x"}).status_code == 200
    assert signed_in(stranger).get(page).status_code == 404


def test_nobody_is_moved_into_a_barred_unit(contest, week, division, target, organiser):
    """The person could start no paper there, and would learn it only at the button."""
    entry = take(week, division)
    below = UnitFactory(name="Phòng CCHC", parent=target)
    barred = BarredUnit(contest=contest, unit=target, reason="Ra đề")
    bar_unit(barred, by=organiser, at=NOON, accepts_entries=False)
    for unit in (target, below):
        with pytest.raises(UnitIsBarred):
            moved(entry, organiser, unit=unit)
    with pytest.raises(UnitIsBarred):
        move_unit(contest, source=entry.unit, target=below, by=organiser, at=NOON, reason="Nhầm")


def test_a_division_of_minors_asks_the_age_of_who_comes(contest, week, division, organiser):
    entry, pupils = take(week, division), DivisionFactory(contest=contest, admits_minors=True)
    assert asks_age(entry)
    with pytest.raises(AgeMissing):
        moved(entry, organiser, division=pupils)
    with pytest.raises(MinorNotMoved):
        moved(entry, organiser, division=pupils, birth_year=NOON.year - 15)
    moved(entry, organiser, division=pupils, birth_year=NOON.year - 30)
    assert entry.age.birth_year == NOON.year - 30
    assert not asks_age(entry)
