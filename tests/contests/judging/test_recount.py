"""Other code finds the same totals, for every rule, and tells what was changed behind it."""

import random

import pytest
from django.core.management import CommandError, call_command

from contests.judging.assignments import fill_panel
from contests.judging.jobs import _SITE as SITE
from contests.judging.members import appoint
from contests.judging.recount import differences, recounted_totals
from contests.judging.totals import agree_totals, propose_totals, totals_of
from contests.models import (
    Assignment,
    AssignmentState,
    GapScope,
    GapUnit,
    GapWay,
    JudgedWork,
    MarkSheet,
    PanelRole,
)
from tests.contests.judging.cast import AT, open_with, send
from tests.factories import UserFactory
from tests.triggers import without_triggers

pytestmark = pytest.mark.django_db


def all_sent(panel, drawn):
    while True:
        waiting = Assignment.objects.filter(work__panel=panel, state=AssignmentState.OPEN)
        rows = list(waiting.select_related("work__panel", "member__user"))
        rows.sort(key=lambda one: one.purpose)  # the common ones come first
        for one in rows:
            points = [f"{drawn.randrange(0, 201) / 4:.2f}" for _ in range(2)]
            send(one, *points)
        if not fill_panel(panel, by=SITE, at=AT):
            return


@pytest.mark.parametrize("scope", GapScope.values)
@pytest.mark.parametrize("way", GapWay.values)
def test_the_recount_finds_the_same_totals(way, scope):
    said = {"gap_way": way, "gap_scope": scope, "common_works": 2, "gap_value": 15_00}
    unit = GapUnit.PERCENT if way == GapWay.MEDIAN else GapUnit.POINTS
    panel, members = open_with(jurors=4, works=9, gap_unit=unit, **said)
    secretary = appoint(panel, user=UserFactory(), role=PanelRole.SECRETARY, by=None, at=AT)
    all_sent(panel, random.Random(f"{way}/{scope}"))
    propose_totals(panel, by=members[0].user, at=AT)
    agree_totals(panel, by=secretary.user, at=AT)
    assert list(differences(panel)) == []
    assert recounted_totals(panel) == {one.code: one.total for one in totals_of(panel)}
    assert panel.works.filter(assignments__purpose="third").exists()
    call_command("verify_marks", panel.pk, verbosity=0)


def test_what_is_changed_behind_the_totals_is_told():
    panel, members = open_with(jurors=3, works=3)
    secretary = appoint(panel, user=UserFactory(), role=PanelRole.SECRETARY, by=None, at=AT)
    all_sent(panel, random.Random(1))
    propose_totals(panel, by=members[0].user, at=AT)
    agree_totals(panel, by=secretary.user, at=AT)
    work = JudgedWork.objects.first()
    JudgedWork.objects.filter(pk=work.pk).update(agreed_total=work.agreed_total + 1)
    with without_triggers("contests_marksheet"):
        MarkSheet.objects.filter(pk=MarkSheet.objects.first().pk).update(total=1)
    assert len(list(differences(panel))) == 2
    with pytest.raises(CommandError):
        call_command("verify_marks", panel.pk, verbosity=0)
