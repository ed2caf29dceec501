"""From the opening to agreed totals: who marks what, what is sent, what the totals come to."""

from datetime import timedelta

import pytest

from contests.judging.assignments import (
    AlreadyMarked,
    EnoughMarkers,
    NobodyLeft,
    fill_panel,
    reassign,
    renew_lease,
    reopen_sheet,
)
from contests.judging.jobs import _SITE as SITE
from contests.judging.members import appoint, dismiss
from contests.judging.panels import PanelNotReady, edit_panel, open_panel
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.judging.rubric import save_item, use_ready_rubric
from contests.judging.rules import HasEntered, PanelFrozen, SeesAuthors
from contests.judging.sheets.drafts import save_draft
from contests.judging.sheets.marks import Typed
from contests.judging.sheets.own import own_works
from contests.judging.sheets.rules import (
    AlreadySent,
    CommonWorksFirst,
    LeaseOver,
    MarkingOver,
    ReasonMissing,
)
from contests.judging.sheets.sent import declare_tie
from contests.judging.totals import (
    TotalsNotReady,
    agree_totals,
    propose_totals,
    return_totals,
    totals_of,
)
from contests.models import (
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    MarkSheet,
    PanelRole,
    PanelState,
    RubricItem,
    SheetDraft,
    WorkBar,
)
from contests.models.judged import SheetChanged
from contests.planning.roles import MarksWorks, add_organiser
from contests.registration.rules import check_may_enter
from contests.rules import BarredFromEntering
from contests.subjects import organiser as as_organiser
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from quizsite.two_people import SecondPersonNeeded
from tests.contests.judging.cast import (
    AT,
    jurors_in,
    of_work,
    open_with,
    panel_of,
    send,
    works_in,
)
from tests.factories import EntryFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=8)


def test_each_work_is_given_to_as_many_jurors_as_the_panel_says():
    panel, members = open_with(jurors=4, works=10, markers=2)
    assert all(len(of_work(work)) == 2 for work in panel.works.all())
    assert {one.assignments.count() for one in members} == {5}


def test_a_panel_opens_only_once_its_rubric_adds_up():
    panel = panel_of(criteria=2)
    jurors_in(panel, 2)
    RubricItem.objects.filter(panel=panel, title="Tiêu chí 1").update(most=10_00)
    with pytest.raises(PanelNotReady, match="Tổng điểm các tiêu chí"):
        open_panel(panel, by=None, at=AT)


def test_what_marks_depend_on_is_frozen_once_the_panel_marks():
    panel, _members = open_with()
    panel.title = "Tên khác"
    with pytest.raises(PanelFrozen):
        edit_panel(panel, by=UserFactory(), at=AT)
    with pytest.raises(PanelFrozen):
        save_item(RubricItem(panel=panel, title="Thêm", most=1), by=UserFactory(), at=AT)


@pytest.mark.parametrize("key", READY_RUBRICS)
def test_a_ready_rubric_is_ready(key):
    panel = panel_of()
    jurors_in(panel, 2)
    use_ready_rubric(panel, READY_RUBRICS[key], by=None, at=AT)
    works_in(panel, 1)
    open_panel(panel, by=None, at=AT)
    assert panel.state == PanelState.MARKING


def test_two_marks_come_to_their_mean_and_far_ones_to_the_third():
    panel, _members = open_with(jurors=3, works=2)
    near, far = panel.works.all()
    for assignment, points in zip(of_work(near), ("40", "30"), strict=True):
        send(assignment, points, "40")
    for assignment, points in zip(of_work(far), ("50", "10"), strict=True):
        send(assignment, points, "40")
    assert [one.total for one in totals_of(panel) if one.code == near.code] == [75_00]
    fill_panel(panel, by=SITE, at=AT)
    (third,) = [one for one in of_work(far) if one.purpose == AssignmentPurpose.THIRD]
    send(third, "20", "20")
    assert [one.total for one in totals_of(panel) if one.code == far.code] == [40_00]


def test_a_third_mark_is_not_asked_any_more_once_a_reopened_one_comes_near():
    panel, _members = open_with(jurors=3, works=1)
    (work,) = panel.works.all()
    first, second = of_work(work)
    send(first, "50", "40")
    send(second, "10", "40")
    fill_panel(panel, by=SITE, at=AT)
    reopen_sheet(second, by=SITE, at=AT, reason="xem lại tiêu chí 1")
    send(second, "45", "40", reason="đọc sót một ý")
    fill_panel(panel, by=SITE, at=AT)
    assert len(of_work(work)) == 2
    assert [one.total for one in totals_of(panel)] == [87_50]


def test_a_sheet_is_never_written_again_and_a_change_is_a_new_one_with_its_reason():
    panel, _members = open_with(jurors=2, works=1)
    assignment = of_work(panel.works.get())[0]
    sheet = send(assignment, "40", "40")
    with pytest.raises(SheetChanged):
        sheet.save()
    with pytest.raises(AlreadySent):
        send(assignment, "41", "40")
    reopen_sheet(assignment, by=SITE, at=AT, reason="lệch nhiều")
    with pytest.raises(ReasonMissing):
        send(assignment, "41", "40")
    send(assignment, "41", "40", reason="cộng nhầm")
    told = MarkSheet.objects.filter(assignment=assignment).values_list("number", "total", "reason")
    assert list(told) == [(1, 80_00, ""), (2, 81_00, "cộng nhầm")]


def test_the_same_marks_sent_again_change_nothing():
    panel, _members = open_with(jurors=2, works=1)
    assignment = of_work(panel.works.get())[0]
    assert send(assignment, "40", "40").pk == send(assignment, "40", "40").pk


def test_common_works_come_first_and_end_with_the_mean_of_all():
    panel, members = open_with(jurors=3, works=6, common_works=2, markers=1)
    member = members[1]
    mine = own_works(member)
    assert {one.purpose for one in mine.waiting} == {AssignmentPurpose.COMMON}
    other = member.assignments.filter(purpose=AssignmentPurpose.FIRST).select_related(
        "work__panel", "member__user"
    )[0]
    with pytest.raises(CommonWorksFirst):
        send(other, "1", "1")
    common = panel.works.filter(is_common=True)
    for work in common:
        for assignment, points in zip(of_work(work), ("10", "20", "30"), strict=True):
            send(assignment, points, "20")
    assert {one.total for one in totals_of(panel) if one.work in {w.pk for w in common}} == {40_00}
    send(other, "1", "1")


def test_a_work_whose_lease_ended_goes_to_somebody_else_and_the_draft_stays():
    panel, _members = open_with(jurors=3, works=1, markers=1)
    (own,) = of_work(panel.works.get())
    save_draft(own, Typed({1: "nháp"}, {}, sequence=1), at=AT)
    fill_panel(panel, by=SITE, at=LATER)
    own.refresh_from_db()
    assert own.state == AssignmentState.EXPIRED
    assert SheetDraft.objects.get(assignment=own).marks == {"1": "nháp"}
    (other,) = of_work(panel.works.get())
    assert other.member_id != own.member_id
    with pytest.raises(LeaseOver):
        send(own, "1", "1", at=LATER)
    with pytest.raises(EnoughMarkers):
        renew_lease(own, by=SITE, at=LATER)


def test_marks_that_come_after_the_lease_count_as_long_as_nobody_took_the_work():
    panel, _members = open_with(jurors=2, works=1, markers=1)
    (own,) = of_work(panel.works.get())
    assert send(own, "1", "1", at=LATER).total == 2_00


def test_the_lead_gives_a_work_to_somebody_else_until_it_is_sent():
    panel, members = open_with(jurors=3, works=1, markers=1)
    (own,) = of_work(panel.works.get())
    free = next(one for one in members if one.pk != own.member_id)
    assert reassign(own, to=free, by=SITE, at=AT, reason="đi công tác") == free
    (taken,) = of_work(panel.works.get())
    send(taken, "1", "1")
    with pytest.raises(AlreadyMarked):
        reassign(taken, to=None, by=SITE, at=AT, reason="x")


def test_where_nobody_is_left_that_is_said():
    panel, _members = open_with(jurors=2, works=1, markers=2)
    with pytest.raises(NobodyLeft):
        reassign(of_work(panel.works.get())[0], to=None, by=SITE, at=AT, reason="x")


def test_a_declared_tie_moves_the_work_and_tells_nobody_which_one():
    panel, _members = open_with(jurors=3, works=1, markers=1)
    (own,) = of_work(panel.works.get())
    declare_tie(own, by=own.member.user, at=AT)
    fill_panel(panel, by=SITE, at=AT)
    (other,) = of_work(panel.works.get())
    assert other.member_id != own.member_id
    assert WorkBar.objects.get().is_declared
    line = AuditLine.objects.get(kind=AuditKind.TIE_DECLARED)
    assert (line.before, line.after, line.reason) == ({}, {}, "")


def test_who_leaves_the_panel_leaves_the_unsent_works_to_others():
    panel, members = open_with(jurors=3, works=6, markers=1)
    gone = members[2]
    sent = gone.assignments.select_related("work__panel", "member__user")[0]
    send(sent, "1", "1")
    dismiss(gone, by=None, at=AT)
    assert set(gone.assignments.values_list("state", flat=True)) == {"sent", "withdrawn"}
    assert all(len(of_work(work)) == 1 for work in panel.works.all())


def test_totals_take_the_chair_and_a_second_person_and_lock_the_marks():
    panel, members = open_with(jurors=2, works=1)
    chair = members[0].user
    secretary = appoint(panel, user=UserFactory(), role=PanelRole.SECRETARY, by=None, at=AT)
    with pytest.raises(TotalsNotReady):
        propose_totals(panel, by=chair, at=AT)
    first, second = of_work(panel.works.get())
    send(first, "40", "30")
    send(second, "41", "30")
    propose_totals(panel, by=chair, at=AT)
    with pytest.raises(SecondPersonNeeded):
        agree_totals(panel, by=chair, at=AT)
    with pytest.raises(MarkingOver):
        save_draft(of_work(panel.works.get())[0], Typed({}, {}, sequence=1), at=AT)
    agree_totals(panel, by=secretary.user, at=AT)
    (total,) = totals_of(panel)
    assert (total.total, total.is_agreed, panel.state) == (70_50, True, PanelState.AGREED)
    assert len(panel.digest) == 64
    with pytest.raises(Exception, match="chưa mở chấm"):
        reopen_sheet(first, by=SITE, at=AT, reason="muộn")


def test_returned_totals_let_the_jurors_go_on():
    panel, members = open_with(jurors=2, works=1)
    for assignment in of_work(panel.works.get()):
        send(assignment, "40", "30")
    propose_totals(panel, by=members[0].user, at=AT)
    return_totals(panel, by=members[0].user, at=AT, reason="xem lại")
    assert panel.state == PanelState.MARKING


def test_a_criterion_below_its_limit_throws_the_work_out():
    panel = panel_of()
    jurors_in(panel, 2)
    panel.rubric_items.filter(title="Tiêu chí 1").update(knock_out_below=10_00)
    works_in(panel, 1)
    open_panel(panel, by=None, at=AT)
    for assignment, points in zip(of_work(panel.works.get()), ("10", "9,75"), strict=True):
        send(assignment, points, "50")
    (total,) = totals_of(panel)
    assert (total.total, total.is_knocked_out) == (59_88, True)


def test_too_little_time_on_a_work_is_marked_and_no_more_is_believed_than_has_passed():
    panel, _members = open_with(jurors=2, works=1, too_fast_s=60)
    first, second = of_work(panel.works.get())
    assert send(first, "40", "30", spent_s=3600).is_too_fast
    Assignment.objects.filter(pk=second.pk).update(first_opened_at=AT - timedelta(minutes=5))
    assert not send(second, "40", "30", spent_s=100).is_too_fast


def test_people_who_compete_or_organise_mark_no_works():
    panel = panel_of()
    entry = EntryFactory(contest=panel.contest)
    held = OrganiserFactory(contest=panel.contest)
    with pytest.raises(HasEntered):
        appoint(panel, user=entry.user, role=PanelRole.SECRETARY, by=None, at=AT)
    with pytest.raises(SeesAuthors):
        appoint(panel, user=held.user, role=PanelRole.JUROR, by=None, at=AT)
    assert appoint(panel, user=held.user, role=PanelRole.SECRETARY, by=None, at=AT)


def test_a_juror_neither_enters_nor_organises_the_contest():
    panel = panel_of()
    (member,) = jurors_in(panel, 1)
    with pytest.raises(BarredFromEntering):
        check_may_enter(member.user, contest=panel.contest, at=AT)
    with pytest.raises(MarksWorks):
        add_organiser(panel.contest, user=member.user, by=as_organiser(None), at=AT)


def test_a_draft_keeps_what_is_no_number_and_the_newest_wins():
    panel, _members = open_with(jurors=2, works=1)
    own = of_work(panel.works.get())[0]
    assert save_draft(own, Typed({1: "bảy"}, {}, sequence=2), at=AT)
    assert not save_draft(own, Typed({1: "cũ"}, {}, sequence=1), at=AT)
    assert SheetDraft.objects.get(assignment=own).marks == {"1": "bảy"}


def test_every_hand_over_leaves_a_line():
    panel, members = open_with(jurors=2, works=1)
    secretary = appoint(panel, user=UserFactory(), role=PanelRole.SECRETARY, by=None, at=AT)
    for assignment in of_work(panel.works.get()):
        send(assignment, "40", "30")
    propose_totals(panel, by=members[0].user, at=AT)
    agree_totals(panel, by=secretary.user, at=AT)
    kinds = AuditLine.objects.filter(contest=panel.contest_id).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        *("panel_created", "juror_added", "juror_added", "works_taken", "panel_opened"),
        *("works_assigned", "juror_added", "sheet_sent", "sheet_sent"),
        *("totals_proposed", "totals_agreed"),
    ]
