"""From an accepted work to its place: sealed codes, conflicts, totals, votes and the open key."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.judging.panels import delete_panel, open_panel
from contests.judging.totals import agree_totals, propose_totals
from contests.models import (
    Assignment,
    Ballot,
    Candidate,
    Panel,
    Round,
    RoundState,
    SealedCode,
    Vote,
    Work,
    WorkAuthor,
    WorkBar,
    WorkResult,
    WorkState,
)
from contests.voting.ballots import announce_ballot, settle_ballot
from contests.voting.rules import JuryStillMarks, check_jury_is_done
from contests.written.codes import (
    KeyIsOpen,
    KeyStaysSealed,
    NothingToSend,
    WorksStillTaken,
    key_lines,
    open_key,
    send_to_panel,
)
from contests.written.hand_in import hand_in
from contests.written.paper_entries import PaperEntry, register_paper_work
from contests.written.personal_data import KEEPER
from contests.written.rules import JuryHasIt, MarkingIsOver
from contests.written.sieve.decisions import Why, accept, refuse, return_work
from contests.written.sieve.rules import KeyWasOpened
from contests.written.uploads import begin_upload
from leaderboard.boards.board import page_of
from leaderboard.models import BoardKey, Standing
from quizsite.models import AuditLine
from tests.contests.judging.cast import jurors_in, panel_of, send
from tests.contests.written.cast import CLOSING, MIDDAY, entered, ready_work, written_round
from tests.factories import EntryFactory, OrganiserFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

AFTER = CLOSING + timedelta(hours=1)
LATER = AFTER + timedelta(hours=2)


@pytest.fixture
def essay():
    return written_round(tool_statement="not_asked")


@pytest.fixture
def by(essay):
    return OrganiserFactory(contest=essay.contest).user


@pytest.fixture
def panel(essay):
    return panel_of(contest=essay.contest, round=essay, markers=1, full_mark=100_00)


@pytest.fixture
def wrote(essay, by):
    def write(*, accepted=True, entry=None):
        work = ready_work(essay, entry=entry)
        hand_in(work, at=MIDDAY, may_be_shown=True)
        work.refresh_from_db()
        if accepted:
            accept(work, by=by, at=AFTER, why=Why())
        return work

    return write


def marked(panel, points, by):
    """Everybody marks: points by the number of the work's code in their order."""
    for assignment in Assignment.objects.to_mark().filter(work__panel=panel):
        work = SealedCode.objects.get(judged=assignment.work).work_id
        send(assignment, *points[work], at=AFTER)
    chair = panel.members.get(role="chair").user
    propose_totals(panel, by=chair, at=AFTER)
    agree_totals(Panel.objects.get(pk=panel.pk), by=by, at=AFTER)


def again(essay):
    return Round.objects.select_related("contest").get(pk=essay.pk)


def test_works_go_to_the_jury_once_nobody_hands_in_any_more(wrote, panel, by):
    wrote()
    jurors_in(panel, 2)
    with pytest.raises(WorksStillTaken):
        send_to_panel(panel, by=by, at=CLOSING - timedelta(microseconds=1))
    assert send_to_panel(panel, by=by, at=AFTER) == 1
    with pytest.raises(NothingToSend):
        send_to_panel(panel, by=by, at=AFTER)


def test_a_jury_gets_texts_and_no_word_of_who_wrote_them(wrote, panel, by):
    work = wrote()
    wrote(accepted=False)
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    [judged] = panel.works.all()
    assert [heading for heading, _text in judged.parts] == ["Thực trạng", "Giải pháp"]
    said = str([judged.parts, judged.files, judged.division_name, judged.code])
    assert work.entry.user.full_name not in said
    assert work.entry.unit.name not in said
    assert AuditLine.objects.filter(kind="key_sealed").count() == 1


def test_authors_and_people_of_their_unit_and_next_to_it_do_not_mark(wrote, panel, by, essay):
    office = UnitFactory()
    below = UnitFactory(parent=office)
    work = wrote(entry=entered(essay, unit=office))
    WorkAuthor.objects.create(work=work, full_name="Bạn", unit=below, share_percent=1)
    near, under, far = jurors_in(panel, 3)
    EntryFactory(user=near.user, unit=office)
    EntryFactory(user=under.user, unit=below)
    EntryFactory(user=far.user)
    send_to_panel(panel, by=by, at=AFTER)
    barred = WorkBar.objects.values_list("user", flat=True)
    assert set(barred) == {near.user_id, under.user_id}


def test_the_key_opens_once_totals_are_agreed_and_boards_rank_by_it(wrote, panel, by, essay):
    best, other = wrote(), wrote()
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    assert key_lines(again(essay)) == []
    with pytest.raises(KeyStaysSealed):
        open_key(essay, by=by, at=AFTER)
    marked(panel, {best.pk: ("45", "40,5"), other.pk: ("30", "40")}, by)
    assert again(essay).marks_agreed_at == AFTER
    assert open_key(essay, by=by, at=LATER) == 2
    points = dict(WorkResult.objects.values_list("work", "points"))
    assert points == {best.pk: 8550, other.pk: 7000}
    assert WorkResult.objects.get(work=best).main_points == 4500
    key = BoardKey(essay.contest_id, essay.pk, best.entry.division_id)
    assert [row.entry_id for row in page_of(key, offset=0, limit=9)] == [best.entry_id]
    assert {one.code for one in key_lines(again(essay))} == set(
        panel.works.values_list("code", flat=True)
    )
    with pytest.raises(KeyIsOpen):
        open_key(essay, by=by, at=LATER)


def test_an_accepted_work_that_no_jury_has_keeps_the_key_sealed(wrote, panel, by, essay):
    first = wrote()
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    marked(panel, {first.pk: ("40", "40")}, by)
    late = wrote(accepted=False)
    accept(late, by=by, at=AFTER, why=Why())
    with pytest.raises(KeyStaysSealed, match="1 bài hợp lệ"):
        open_key(essay, by=by, at=LATER)


def test_a_vote_that_counts_is_settled_first_and_adds_its_part(wrote, panel, by, essay):
    loved, other = wrote(), wrote()
    ballot = Ballot.objects.create(
        contest=essay.contest,
        round=essay,
        title="Yêu thích",
        opens_at=AFTER,
        closes_at=AFTER + timedelta(hours=1),
        public_percent=20,
        made_at=AFTER,
    )
    for n, work in enumerate((loved, other)):
        candidate = Candidate.objects.create(ballot=ballot, work=work, title=str(n), position=n)
        for _ in range(2 - n):
            Vote.objects.create(
                ballot=ballot, candidate=candidate, voter=UserFactory(), cast_at=AFTER
            )
    announce_ballot(ballot, by=by, at=AFTER)
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    marked(panel, {loved.pk: ("40", "30"), other.pk: ("50", "40")}, by)
    with pytest.raises(KeyStaysSealed, match="Yêu thích"):
        open_key(essay, by=by, at=LATER)
    settle_ballot(
        Ballot.objects.select_related("contest", "round").get(pk=ballot.pk), by=by, at=LATER
    )
    open_key(essay, by=by, at=LATER)
    found = dict(WorkResult.objects.values_list("work", "points"))
    assert found == {loved.pk: 7000 + 2500, other.pk: 9000 + 1250}
    assert set(WorkResult.objects.values_list("most_points", flat=True)) == {12_500}


def test_votes_stay_unread_until_every_panel_of_the_round_has_agreed(wrote, panel, by, essay):
    """Else the first panel's agreement would let the count sway the second one."""
    work = wrote()
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    second = panel_of(contest=essay.contest, round=essay, title="Ban thứ hai", markers=1)
    ballot = Ballot(contest=essay.contest, round=essay, state="open")
    ballot.opens_at, ballot.closes_at = MIDDAY, AFTER
    marked(panel, {work.pk: ("40", "40")}, by)
    assert again(essay).marks_agreed_at is None
    delete_panel(second, by=by, at=AFTER)
    Round.objects.update(marks_agreed_at=AFTER)
    ballot.round = again(essay)
    check_jury_is_done(ballot)
    panel_of(contest=essay.contest, round=essay, title="Ban cho bài muộn", markers=1)
    with pytest.raises(JuryStillMarks):
        check_jury_is_done(ballot)


def test_each_step_of_a_work_reaches_the_boards(wrote, by, essay):
    work = wrote(accepted=False)
    assert Standing.objects.filter(round=essay, entry=work.entry).exists()
    refuse(work, by=by, at=AFTER, why=Why("task", "Không đúng đề"))
    assert not Standing.objects.filter(round=essay, entry=work.entry).exists()
    accept(work, by=by, at=AFTER, why=Why(words="Xem lại"))
    assert Standing.objects.filter(round=essay, entry=work.entry).exists()


def test_a_work_given_back_is_taken_again_after_the_deadline(by):
    essay = written_round(may_mend=True, mend_days=2)
    OrganiserFactory(contest=essay.contest, user=by)
    work = ready_work(essay)
    hand_in(work, at=MIDDAY)
    work.refresh_from_db()
    return_work(work, by=by, at=AFTER, why=Why("length", "Bài thiếu chữ"))
    work.refresh_from_db()
    assert (work.state, work.mend_until is not None) == (WorkState.RETURNED, True)
    hand_in(work, at=LATER, may_be_shown=True)
    work.refresh_from_db()
    assert work.state == WorkState.HANDED_IN


def test_organisers_read_the_key_only_once_it_is_open(wrote, panel, by, essay, signed_in):
    work = wrote()
    jurors_in(panel, 2)
    browser, where = signed_in(by), (essay.contest.slug, essay.number)
    browser.post(reverse("contests:works_send", args=(*where, panel.pk)))
    page = reverse("contests:works_key", args=where)
    if SealedCode.objects.exists():  # the round of the test closes in the future of the clock
        code = panel.works.get().code
        assert code not in browser.get(page).content.decode()
    assert "Mở được sau khi ban giám khảo thống nhất điểm" in browser.get(page).content.decode()
    browser.post(reverse("contests:works_key_open", args=where))
    assert not WorkResult.objects.filter(work=work).exists()


def test_an_author_who_is_forgotten_leaves_no_text_with_the_jury(wrote, panel, by, essay):
    kept, gone = wrote(), wrote()
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    KEEPER.erase(gone.entry.user, AFTER)
    assert [one.work for one in SealedCode.objects.all()] == [kept]
    assert panel.works.count() == 1
    marked(panel, {kept.pk: ("40", "40")}, by)
    open_key(essay, by=by, at=LATER)
    Round.objects.filter(pk=essay.pk).update(state=RoundState.FINALISED)
    KEEPER.erase(kept.entry.user, LATER)
    kept.refresh_from_db()
    assert (kept.title, kept.entry_id is None) == ("", False)
    assert panel.works.get().parts == []
    assert WorkResult.objects.get().points == 8000


def test_an_organiser_finds_the_way_from_works_to_a_jury(wrote, by, essay, signed_in):
    wrote()
    browser, where = signed_in(by), (essay.contest.slug, essay.number)
    browser.post(
        reverse("contests:panels", args=where[:1]),
        {"title": "Sơ khảo", "round": essay.pk, "ready": ""},
    )
    assert Panel.objects.get().round == essay
    works = browser.get(reverse("contests:works", args=where)).content.decode()
    key = reverse("contests:works_key", args=where)
    assert key in works
    assert "Đưa 1 bài cho ban này" in browser.get(key).content.decode()


def test_a_work_that_waits_for_the_sieve_keeps_the_key_sealed(wrote, panel, by, essay):
    """Opened now, it would stand on the board without points and without a jury."""
    first = wrote()
    wrote(accepted=False)
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    marked(panel, {first.pk: ("40", "40")}, by)
    with pytest.raises(KeyStaysSealed, match="1 bài chưa sơ loại"):
        open_key(essay, by=by, at=LATER)


def test_after_the_key_was_opened_no_paper_is_registered_any_more(wrote, panel, by, essay):
    """It would count on the boards with no points, and nobody could mark it."""
    first = wrote()
    essay.written_terms.takes_paper = True
    essay.written_terms.postmark_until = CLOSING.date()
    essay.written_terms.save()
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    marked(panel, {first.pk: ("40", "40")}, by)
    said = PaperEntry("Bài giấy", AFTER.date(), full_name="Ông Ba", postmarked_on=MIDDAY.date())
    open_key(essay, by=by, at=LATER)
    with pytest.raises(MarkingIsOver):
        register_paper_work(essay, said, by=by, at=LATER)
    assert Work.objects.count() == 1


def test_a_scan_is_not_changed_once_a_jury_has_it(panel, by, essay):
    essay.written_terms.takes_paper = True
    essay.written_terms.save()
    said = PaperEntry("Bài giấy", MIDDAY.date(), full_name="Ông Ba")
    work = register_paper_work(essay, said, by=by, at=MIDDAY)
    begin_upload(work, name="a.pdf", size=9, at=AFTER)
    accept(work, by=by, at=AFTER, why=Why())
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    with pytest.raises(JuryHasIt):
        begin_upload(work, name="b.pdf", size=9, at=AFTER)


def test_after_the_key_was_opened_the_sieve_lets_no_work_in_and_still_refuses(
    wrote, panel, by, essay
):
    first, out = wrote(), wrote(accepted=False)
    refuse(out, by=by, at=AFTER, why=Why("task", "Không đúng đề"))
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    marked(panel, {first.pk: ("40", "40")}, by)
    open_key(essay, by=by, at=LATER)
    out = Work.objects.select_related("round__contest", "entry__user").get(pk=out.pk)
    with pytest.raises(KeyWasOpened):
        accept(out, by=by, at=LATER, why=Why(words="Xem lại"))
    first = Work.objects.select_related("round__contest", "entry__user").get(pk=first.pk)
    refuse(first, by=by, at=LATER, why=Why("copied", "Chép bài khác"))
    assert not Standing.objects.filter(round=essay).exists()
