"""A unit merged during a contest: its people count in the heir while figures may change."""

from datetime import timedelta
from decimal import Decimal

import pytest

from contests.models import CollectiveRule, Entry, EntryDetail, RoundState
from contests.registration.entry_list import EntryFilter, listed
from leaderboard.boards.board import own_row, page_of
from leaderboard.finals.contest_file import contest_result_rows
from leaderboard.finals.results_file import result_rows
from leaderboard.models import BoardKey
from leaderboard.participation.figures import participation_in
from leaderboard.participation.quota_figures import quota_figures
from leaderboard.participation.selection import totals_by_kind
from leaderboard.participation.unit_desk import unit_desk_of
from leaderboard.prizes.sheets import sheet_of
from leaderboard.standings.sealed_names import seal_names
from quizsite.accounts.models import UnitContact
from tests.factories import (
    NOON,
    HeadcountFactory,
    QuotaFactory,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)
MERGED_ON = (NOON + timedelta(days=1)).date()


@pytest.fixture
def communes():
    return UnitKindFactory(code="xa", name="Xã")


@pytest.fixture
def heir(communes):
    unit = UnitFactory(code="xa-moi", name="Xã Mới", kind=communes)
    HeadcountFactory(unit=unit, people=4)
    return unit


@pytest.fixture
def merged(communes, heir):
    unit = UnitFactory(
        code="xa-cu", name="Xã Cũ", kind=communes, in_force_until=MERGED_ON, successor=heir
    )
    HeadcountFactory(unit=unit, people=2)
    return unit


@pytest.fixture
def _took_part(week, division, merged):
    take(week, division, unit=merged)
    take(week, division, unit=merged)


@pytest.fixture
def _two_days_later(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.mark.usefixtures("_took_part")
@pytest.mark.parametrize("is_whole", [True, False])
def test_people_of_a_merged_unit_count_in_its_heir(week, heir, is_whole):
    figures = participation_in(week.contest, round=None if is_whole else week, at=LATER)

    own = figures.by_code("xa-moi")
    assert (own.counted.people, own.rate) == (2, Decimal("50.00"))
    old = figures.by_code("xa-cu")
    assert (old.counted.people, old.base, old.rate) == (0, None, None)
    [communes] = totals_by_kind(figures, None)
    assert (communes.units, communes.people, communes.headcount) == (1, 2, 4)


@pytest.mark.usefixtures("_took_part")
def test_nothing_moves_before_the_day_of_the_merger(week):
    figures = participation_in(week.contest, round=week, at=NOON)

    assert figures.by_code("xa-cu").rate == Decimal("100.00")
    assert figures.by_code("xa-moi").counted.people == 0


@pytest.mark.usefixtures("_took_part")
def test_a_final_round_keeps_the_units_of_its_day(week):
    week.state, week.finalised_at = RoundState.FINALISED, NOON
    week.save()

    for round in (week, None):
        figures = participation_in(week.contest, round=round, at=LATER)
        assert figures.by_code("xa-cu").rate == Decimal("100.00")
        assert figures.by_code("xa-moi").counted.people == 0


@pytest.mark.usefixtures("_took_part")
def test_a_merger_of_the_heir_is_followed(week, heir, communes):
    last = UnitFactory(code="phuong", kind=communes)
    heir.in_force_until, heir.successor = MERGED_ON, last
    heir.save()

    figures = participation_in(week.contest, round=week, at=LATER)

    assert figures.by_code("phuong").counted.people == 2
    assert figures.by_code("phuong").base is None


@pytest.mark.usefixtures("_took_part")
def test_a_headcount_stated_at_the_merger_counts_for_the_heir_alone(week, heir):
    other = UnitFactory(code="so", kind=heir.kind)
    for unit in (heir, other):
        HeadcountFactory(unit=unit, people=8, as_of=MERGED_ON)
    HeadcountFactory(unit=other, people=5)

    figures = participation_in(week.contest, round=week, at=LATER)

    assert figures.by_code("xa-moi").base.people == 8
    assert figures.by_code("so").base.people == 5


@pytest.mark.usefixtures("_took_part")
def test_units_below_a_merged_one_count_in_the_heir(week, division, merged):
    take(week, division, unit=UnitFactory(code="truong", parent=merged))

    figures = participation_in(week.contest, round=week, at=LATER)

    assert figures.by_code("xa-moi").counted.people == 3
    assert [one.unit.code for one in figures.path_to(figures.by_code("truong").unit.pk)] == [
        "xa-moi",
        "truong",
    ]


@pytest.mark.usefixtures("_took_part")
def test_a_unit_that_its_own_part_took_the_place_of_stays_a_tree(week, merged, heir):
    heir.parent = merged
    heir.save()

    figures = participation_in(week.contest, round=week, at=LATER)

    assert figures.by_code("xa-moi").counted.people == 2
    assert sum(one.counted.people for one in figures.below(None)) == 2


@pytest.mark.usefixtures("_took_part")
def test_a_unit_that_nothing_took_the_place_of_keeps_its_people(week, merged):
    merged.successor = None
    merged.save()

    figures = participation_in(week.contest, round=week, at=LATER)

    assert figures.by_code("xa-cu").rate == Decimal("100.00")


@pytest.mark.usefixtures("_took_part")
def test_the_desk_of_the_heir_lists_the_people_of_the_merged_unit(week, heir, merged):
    at_heir = unit_desk_of(heir, contest=week.contest, at=LATER, number="1")
    at_merged = unit_desk_of(merged, contest=week.contest, at=LATER, number="1")

    assert (at_heir.people.count(), at_heir.figures.counted.people) == (2, 2)
    assert (at_merged.people.count(), at_merged.figures.counted.people) == (0, 0)
    assert at_merged.heir.pk == heir.pk


@pytest.mark.usefixtures("_took_part")
def test_the_desk_of_a_final_round_lists_people_where_they_counted(week, heir, merged):
    week.state, week.finalised_at = RoundState.FINALISED, NOON
    week.save()

    at_merged = unit_desk_of(merged, contest=week.contest, at=LATER, number="1")

    assert (at_merged.people.count(), at_merged.heir) == (2, None)


@pytest.mark.usefixtures("_took_part", "_two_days_later")
def test_boards_and_files_name_the_heir_until_the_result_is_final(week, division, merged):
    key = BoardKey(week.contest_id, week.pk, division.pk)
    own = Entry.objects.filter(unit=merged).first()

    assert {row.unit for row in page_of(key, offset=0, limit=9)} == {"Xã Mới"}
    assert own_row(own, round_id=week.pk).unit == "Xã Mới"
    assert {row["unit"] for row in result_rows(week)} == {"Xã Mới"}
    assert {row["unit"] for row in contest_result_rows(week.contest)} == {"Xã Mới"}


@pytest.mark.parametrize(("days", "name"), [(0, "Xã Cũ"), (2, "Xã Mới")])
@pytest.mark.usefixtures("_took_part", "_two_days_later")
def test_a_final_round_seals_the_name_that_the_unit_went_by(week, division, merged, days, name):
    week.state, week.finalised_at = RoundState.FINALISED, NOON + timedelta(days=days)
    week.save()
    seal_names(week, [one.pk for one in Entry.objects.filter(unit=merged)])
    key = BoardKey(week.contest_id, week.pk, division.pk)

    assert {row.unit for row in page_of(key, offset=0, limit=9)} == {name}
    assert {row["unit"] for row in result_rows(week)} == {name}


@pytest.mark.usefixtures("_took_part", "_two_days_later")
def test_entries_of_a_merged_unit_are_found_by_its_heir(week):
    assert listed(week.contest, EntryFilter(unit="xã mới")).count() == 2
    assert {one.unit.name for one in listed(week.contest, EntryFilter())} == {"Xã Cũ"}


@pytest.mark.usefixtures("_took_part")
def test_the_quotas_of_the_heir_count_people_of_the_merged_unit(week, division, merged, heir):
    QuotaFactory(contest=week.contest, unit_kind=heir.kind, category="cong-chuc")
    for entry in Entry.objects.filter(unit=merged):
        EntryDetail.objects.create(entry=entry, category="cong-chuc")

    found = quota_figures(week.contest, at=LATER).units

    assert found[heir.pk].lines[0].taken == 2
    assert merged.pk not in found


@pytest.mark.usefixtures("_took_part")
def test_a_collective_prize_ranks_the_heir_with_the_people_of_the_merged_unit(week, heir, merged):
    rule = CollectiveRule.objects.create(
        contest=week.contest, round=week, unit_kind=heir.kind, category="cbccvc", measure="rate"
    )
    rule.points.create(unit=merged, points=3, by=UserFactory(), at=NOON)

    sheet = sheet_of(rule, at=LATER)

    assert [(one.name, one.people, one.headcount, one.points) for one in sheet.lines] == [
        ("Xã Mới", 2, 4, "3.00")
    ]


@pytest.mark.usefixtures("_took_part", "_two_days_later")
def test_contact_persons_are_told_where_people_of_a_merged_unit_count(signed_in, heir, merged):
    contact = UserFactory()
    for unit in (heir, merged):
        UnitContact.objects.create(user=contact, unit=unit, since=NOON.date())
    client = signed_in(contact)

    assert "2 / 4" in client.get("/don-vi/xa-moi/").content.decode()
    assert "Đơn vị đã sáp nhập vào Xã Mới" in client.get("/don-vi/xa-cu/").content.decode()
