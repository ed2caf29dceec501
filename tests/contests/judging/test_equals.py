"""The chair orders works that are equal after every mark, signs it, and may do so until agreed."""

import pytest
from django.urls import reverse

from contests.judging.assignments import reopen_sheet
from contests.judging.equals import (
    NothingEqual,
    OrderIncomplete,
    equals_in,
    sign_order,
    signed_places,
)
from contests.judging.minutes import minutes_of
from contests.judging.panels import open_panel
from contests.judging.rules import NotChair, PanelMoved
from contests.judging.subjects import lead_of
from contests.judging.totals import propose_totals
from contests.models import (
    Assignment,
    ChairOrder,
    ContestOrganiser,
    Panel,
    RubricItem,
    WorkResult,
)
from contests.written.codes import open_key, send_to_panel
from quizsite.models import AuditLine
from tests.contests.judging.cast import AT, jurors_in, of_work, open_with, panel_of, send
from tests.contests.presentations.cast import AFTER, accepted, agree, mark_all, organised_essay
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    """Three works of 80 points and one of 90."""
    made, members = open_with(jurors=2, works=4, markers=1)
    for n, one in enumerate(made.works.all()):
        for assignment in of_work(one):
            send(assignment, "40", "50" if n == 3 else "40")
    made.chair = members[0].user
    made.juror = members[1].user
    return made


def places(panel, *given):
    """By the codes in their order."""
    return dict(zip(panel.works.values_list("pk", flat=True), given, strict=False))


def test_works_with_the_same_total_are_one_group_and_others_are_none(panel):
    [group] = equals_in(panel)
    assert (group.total, len(group.works)) == (80_00, 3)


def test_the_chair_signs_an_order_and_each_change_is_a_line(panel):
    sign_order(panel, places=places(panel, 2, 1, 3), by=panel.chair, at=AT, reason="Ý một trội")
    assert signed_places(panel) == places(panel, 2, 1, 3)
    sign_order(panel, places=places(panel, 1, 2, 3), by=panel.chair, at=AT, reason="Xem lại")
    first, second = AuditLine.objects.filter(kind="equals_ordered").order_by("pk")
    assert (first.reason, second.reason) == ("Ý một trội", "Xem lại")
    assert second.before == {"chair_order": first.after["chair_order"]}


@pytest.mark.parametrize("given", [(1, 1, 2), (1, 2), (2, 3, 4), (0, 1, 2)])
def test_an_order_that_leaves_a_place_out_or_gives_it_twice_is_refused(panel, given):
    with pytest.raises(OrderIncomplete):
        sign_order(panel, places=places(panel, *given), by=panel.chair, at=AT, reason="Vì")
    assert not ChairOrder.objects.exists()


def test_only_the_chair_signs_and_only_while_the_totals_are_not_agreed(panel):
    order = places(panel, 1, 2, 3)
    with pytest.raises(NotChair):
        sign_order(panel, places=order, by=panel.juror, at=AT, reason="Vì")
    propose_totals(panel, by=panel.chair, at=AT)
    sign_order(panel, places=order, by=panel.chair, at=AT, reason="Vì")
    Panel.objects.filter(pk=panel.pk).update(state="agreed")
    with pytest.raises(PanelMoved):
        sign_order(panel, places=order, by=panel.chair, at=AT, reason="Vì")


def test_a_mark_that_changes_leaves_the_others_their_order_and_asks_again_where_it_comes(panel):
    sign_order(panel, places=places(panel, 2, 3, 1), by=panel.chair, at=AT, reason="Vì")
    [assignment] = of_work(panel.works.first())
    reopen_sheet(assignment, by=lead_of(panel, panel.chair), at=AT, reason="Cộng lại")
    send(of_work(panel.works.first())[0], "50", "40", reason="Cộng lại")
    _first, second, third, _best = panel.works.values_list("pk", flat=True)
    assert [len(group.works) for group in equals_in(panel)] == [2, 2]
    assert signed_places(panel) == {second: 2, third: 1}


def test_where_nothing_is_equal_there_is_nothing_to_sign():
    panel, members = open_with(jurors=1, works=1, markers=1)
    with pytest.raises(NothingEqual):
        sign_order(panel, places={}, by=members[0].user, at=AT, reason="Vì")


def lead(panel, client, user):
    client.force_login(user)
    return reverse("contests:equals", args=[panel.pk])


def test_the_page_moves_with_buttons_keeps_what_was_typed_and_signs(panel, client):
    url = lead(panel, client, panel.chair)
    first, second, third = [one.work for one in equals_in(panel)[0].works]
    typed = {f"place_{first}": "1", f"place_{second}": "2", f"place_{third}": "3"}
    moved = client.post(url, typed | {"up": str(third), "reason": "Vì ý một"})
    page = moved.content.decode()
    assert [row.work.work for row in moved.context["groups"][0].rows] == [first, third, second]
    assert "Vì ý một" in page
    assert not ChairOrder.objects.exists()
    wrong = client.post(url, typed | {f"place_{first}": "9" * 30, "sign": "1", "reason": "Vì"})
    assert "thứ tự riêng" in wrong.content.decode()
    unsaid = client.post(url, typed | {"sign": "1", "reason": " "})
    assert "Hãy ghi lý do" in unsaid.content.decode()
    done = client.post(url, typed | {"sign": "1", "reason": "Vì ý một"})
    assert done.status_code == 302
    assert signed_places(panel) == {first: 1, second: 2, third: 3}


def test_the_page_names_works_by_code_and_lets_a_juror_not_in(panel, client):
    page = client.get(lead(panel, client, panel.chair)).content.decode()
    assert all(one.code in page for one in equals_in(panel)[0].works)
    assert client.get(lead(panel, client, panel.juror)).status_code == 404


def test_an_organiser_reads_no_equal_marks_while_the_key_is_sealed(panel, client):
    organiser = UserFactory()
    ContestOrganiser.objects.create(contest=panel.contest, user=organiser, since=AT)
    refused = client.get(lead(panel, client, organiser)).content.decode()
    assert "chưa đọc điểm theo mã phách" in refused
    assert equals_in(panel)[0].works[0].code not in refused


def test_the_signed_order_is_the_order_on_the_board():
    essay, by = organised_essay(tie_chain=["points", "chair"])
    works = accepted(essay, by, 2)
    panel = panel_of(contest=essay.contest, round=essay, markers=1)
    chair = jurors_in(panel, 1)[0].user
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    mark_all(panel, dict.fromkeys([one.pk for one in works], ("40", "40")))
    panel = Panel.objects.get(pk=panel.pk)
    given = {one.work: n for n, one in enumerate(reversed(equals_in(panel)[0].works), start=1)}
    sign_order(panel, places=given, by=chair, at=AFTER, reason="Vì ý một")
    agree(panel, by)
    open_key(essay, by=by, at=AFTER)
    found = dict(WorkResult.objects.values_list("work__codes__judged", "chair_place"))
    assert found == given
    assert Assignment.objects.count() == 2


def test_the_minutes_tell_the_order_and_why(panel):
    sign_order(panel, places=places(panel, 2, 1, 3), by=panel.chair, at=AT, reason="Ý một trội")
    said = repr(minutes_of(Panel.objects.get(pk=panel.pk), at=AT))
    first, second, third, _best = panel.works.values_list("code", flat=True)
    assert f"chủ tịch xếp theo thứ tự: {second}, {first}, {third}." in said
    assert "Ý một trội" in said


def test_a_criterion_with_parts_decides_ties_as_well():
    """The agreed marks are kept by criterion, whatever its parts are."""
    essay, by = organised_essay(tie_chain=["points", "main_points"])
    [work] = accepted(essay, by, 1)
    panel = panel_of(contest=essay.contest, round=essay, markers=1)
    first = panel.rubric_items.first()
    for n in range(2):
        RubricItem.objects.create(panel=panel, parent=first, title=f"Ý {n}", most=25_00, position=n)
    jurors_in(panel, 1)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    mark_all(panel, {work.pk: ("20", "25", "40")})
    agree(Panel.objects.get(pk=panel.pk), by)
    open_key(essay, by=by, at=AFTER)
    assert WorkResult.objects.get().main_points == 45_00
