"""Works come without names, under codes that nobody can guess and everybody can draw again."""

import pytest

from contests.judging.codes import draw_codes, stored_order
from contests.judging.intake import AnonymousWork, take_works
from contests.judging.panels import open_panel
from contests.models import JudgedWork, WorkIntake
from tests.contests.judging.cast import AT, jurors_in, panel_of, works_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_rows_come_back_in_the_order_given_and_lie_in_another():
    panel = panel_of()
    works = [AnonymousWork(parts=(("Nội dung", str(n)),)) for n in range(40)]
    rows = take_works(panel, works, by=None, at=AT, seed="hạt giống")
    assert [one.parts[0][1] for one in rows] == [str(n) for n in range(40)]
    stored = [one.parts[0][1] for one in JudgedWork.objects.order_by("pk")]
    assert sorted(stored) == sorted(str(n) for n in range(40))
    assert stored != [str(n) for n in range(40)]


def test_the_codes_can_be_drawn_again_from_the_stored_seed():
    panel = panel_of()
    rows = works_in(panel, 12)
    seed = WorkIntake.objects.get().seed
    assert [one.code for one in rows] == draw_codes(12, seed=seed, taken=())


def test_codes_of_a_later_intake_are_none_that_there_are():
    panel = panel_of()
    works = [AnonymousWork()] * 5
    first = take_works(panel, works, by=None, at=AT, seed="một")
    second = take_works(panel, works, by=None, at=AT, seed="một")
    codes = [one.code for one in (*first, *second)]
    assert len(set(codes)) == 10


def test_ten_thousand_codes_are_all_different():
    codes = draw_codes(10_000, seed="x", taken=())
    assert len(set(codes)) == 10_000
    assert sorted(stored_order(10_000, seed="x")) == list(range(10_000))


def test_who_may_not_mark_a_work_is_given_it_never():
    panel = panel_of(markers=1)
    jurors = jurors_in(panel, 3)
    barred = frozenset({jurors[0].user_id, UserFactory().pk})
    take_works(panel, [AnonymousWork(barred=barred)] * 9, by=None, at=AT, seed="x")
    open_panel(panel, by=None, at=AT)
    assert jurors[0].assignments.count() == 0
    assert sorted(one.assignments.count() for one in jurors[1:]) == [4, 5]
