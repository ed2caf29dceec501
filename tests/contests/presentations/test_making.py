"""From agreed totals to a final: refusals, what is written, the draw, the points, the recount."""

from datetime import timedelta

import pytest
from django.db import transaction

from contests.judging.panels import BelongsToFinal, delete_panel, open_panel
from contests.models import (
    Assignment,
    Entry,
    Finalist,
    JudgedWork,
    Panel,
    Round,
    SealedCode,
    Work,
    WorkFinal,
    WorkResult,
)
from contests.planning.rounds import FinalsAreNotCopied, copy_round
from contests.planning.take_back import HasFinalists, delete_draft_round
from contests.presentations.clock import drawn_order
from contests.presentations.draw import draw
from contests.presentations.making import (
    ChairHasNotOrdered,
    FinalInThePast,
    FinalIsDrawn,
    ListHasChanged,
    NobodyGoesOn,
    Occasion,
    discard_final,
    make_final,
)
from contests.presentations.personal_data import WITNESSES
from contests.presentations.proposal import (
    FinalExists,
    KeyStillSealed,
    NotAgreedYet,
    NotForFinals,
    propose,
)
from contests.written.codes import KeyStaysSealed, open_key
from contests.written.personal_data import KEEPER
from leaderboard.boards.board import page_of
from leaderboard.models import BoardKey
from leaderboard.recount.presented import wrong_final_points
from quizsite.models import AuditLine
from tests.contests.judging.cast import panel_of
from tests.contests.presentations.cast import (
    AFTER,
    DAY,
    accepted,
    agree,
    final_of,
    mark_all,
    marked_essay,
    organised_essay,
)
from tests.factories import RoundFactory, UnitFactory, UnitKindFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay_of_three():
    return marked_essay([80, 90, 70])


def test_without_agreed_totals_no_final_is_made_and_the_words_say_what_is_missing():
    essay, by = organised_essay()
    accepted(essay, by, 1)
    panel_of(contest=essay.contest, round=essay, title="Ban sơ khảo")
    with pytest.raises(NotAgreedYet, match="Ban sơ khảo"):
        propose(essay, WorkFinal())
    sealed, _works, by = marked_essay([80], opened=False)
    with pytest.raises(KeyStillSealed):
        final_of(sealed, by)
    with pytest.raises(NotForFinals):
        propose(RoundFactory(), WorkFinal())


def test_the_best_works_enter_a_draft_round_of_its_own(essay_of_three):
    essay, works, by = essay_of_three
    final = final_of(essay, by, source_percent=30)
    assert [one.origin_id for one in final.finalists.order_by("source_place")] == [
        works[1].pk,
        works[0].pk,
    ]
    round = Round.objects.get(pk=final.round_id)
    assert (round.kind, round.state, round.opens_at) == ("presented", "draft", DAY)
    assert round.closes_at == DAY + timedelta(minutes=30)
    copy = Work.objects.get(finalist__origin=works[1])
    assert (copy.entry_id, copy.number, copy.state) == (
        works[1].entry_id,
        works[1].number,
        "accepted",
    )
    assert copy.authors.get().full_name == works[1].authors.get().full_name
    assert final.panel.members.count() == 2
    assert [one.title for one in final.panel.rubric_items.all()] == ["Tiêu chí 1", "Tiêu chí 2"]
    line = AuditLine.objects.get(kind="final_made")
    assert line.after["finalists"] == [works[1].number, works[0].number]


def test_what_was_looked_at_is_what_is_made(essay_of_three):
    essay, _works, by = essay_of_three
    occasion = Occasion("Chung khảo", DAY)
    with pytest.raises(ListHasChanged):
        make_final(essay, WorkFinal(top=3), occasion=occasion, seen="khác", by=by, at=AFTER)
    with pytest.raises(NobodyGoesOn):
        final_of(essay, by, threshold=95_00)
    with pytest.raises(FinalInThePast):
        final_of(essay, by, starts_at=AFTER)
    final_of(essay, by)
    with pytest.raises(FinalExists):
        final_of(essay, by)


def test_equals_at_the_edge_wait_for_the_chair_or_go_on_together():
    essay, works, by = marked_essay([90, 80, 80])
    with pytest.raises(ChairHasNotOrdered):
        final_of(essay, by, edge="chair")
    WorkResult.objects.filter(work=works[2]).update(chair_place=1)
    WorkResult.objects.filter(work=works[1]).update(chair_place=2)
    chosen = propose(essay, WorkFinal(top=2, edge="chair")).going_on
    assert [one.work for one in chosen] == [works[0], works[2]]
    assert len(propose(essay, WorkFinal(top=2)).going_on) == 3


def test_blocks_send_their_own():
    essay, works, by = marked_essay([90, 80, 40])
    here, far = UnitFactory(), UnitFactory(kind=UnitKindFactory(code="xa", name="Khối xã"))
    for work, unit in zip(works, (here, here, far), strict=True):
        Entry.objects.filter(pk=work.entry_id).update(unit=unit)
    final = final_of(essay, by, top=1, is_by_block=True)
    found = dict(final.finalists.values_list("origin", "block_name"))
    assert found == {works[0].pk: here.kind.name, works[2].pk: "Khối xã"}


def test_lots_are_drawn_once_before_a_witness_and_can_be_drawn_again(essay_of_three):
    essay, works, by = essay_of_three
    final = final_of(essay, by, top=3)
    final = draw(final, witness="Bà Trần Thị Hạnh", by=by, at=AFTER)
    numbers = [one.work.number for one in final.finalists.order_by("position")]
    assert numbers == drawn_order([one.number for one in works], seed=final.seed)
    line = AuditLine.objects.get(kind="final_drawn")
    assert (line.after["seed"], line.after["presented_order"]) == (final.seed, numbers)
    assert "Hạnh" not in str(line.after)  # what the trail keeps is kept for ever
    assert Round.objects.get(pk=final.round_id).state == "published"
    with pytest.raises(FinalIsDrawn):
        draw(final, witness="Ai khác", by=by, at=AFTER)
    with pytest.raises(FinalIsDrawn):
        discard_final(final, by=by, at=AFTER, reason="Nhầm")


def test_the_witness_is_forgotten_after_a_year(essay_of_three):
    essay, _works, by = essay_of_three
    final = draw(final_of(essay, by), witness="Bà Hạnh", by=by, at=AFTER)
    year = WITNESSES.after()
    assert not WITNESSES.due_at(AFTER + year).exists()
    WITNESSES.remove(WITNESSES.due_at(AFTER + year + timedelta(seconds=1)), AFTER)
    final.refresh_from_db()
    assert (final.witness, final.finalists.count()) == ("", 2)


def test_every_juror_marks_every_presented_work_under_its_place(essay_of_three):
    essay, _works, by = essay_of_three
    final = draw(final_of(essay, by, top=3), witness="Bà Hạnh", by=by, at=AFTER)
    open_panel(final.panel, by=by, at=AFTER)
    assert sorted(final.panel.works.values_list("code", flat=True)) == ["01", "02", "03"]
    assert Assignment.objects.filter(work__panel=final.panel, purpose="common").count() == 6


def test_jurors_read_who_presents_only_where_the_final_says_so(essay_of_three):
    essay, works, by = essay_of_three
    final = draw(final_of(essay, by, top=3), witness="Bà Hạnh", by=by, at=AFTER)
    first = Finalist.objects.get(final=final, position=1)
    read = JudgedWork.objects.get(panel=final.panel, code="01").parts
    assert read[0][1].startswith(first.origin.authors.get().full_name)
    assert [heading for heading, _text in read[2:]] == ["Thực trạng", "Giải pháp"]
    again, others, by = marked_essay([80])
    blind = draw(final_of(again, by, are_names_known=False), witness="Bà Hạnh", by=by, at=AFTER)
    said = str(list(JudgedWork.objects.filter(panel=blind.panel).values_list("parts", "files")))
    assert others[0].authors.get().full_name not in said
    del works


def judged_final(essay, by, points, **settings):
    final = draw(final_of(essay, by, **settings), witness="Bà Hạnh", by=by, at=AFTER)
    open_panel(final.panel, by=by, at=AFTER)
    panel = Panel.objects.get(pk=final.panel_id)
    origins = dict(Finalist.objects.filter(final=final).values_list("work", "origin"))
    mark_all(panel, {work: points[origin] for work, origin in origins.items()}, at=DAY)
    agree(panel, by, at=DAY)
    return final


def test_the_total_is_both_rounds_by_their_weight_and_stands_on_a_board(essay_of_three):
    essay, works, by = essay_of_three
    points = {works[0].pk: ("50", "50"), works[1].pk: ("40", "40")}
    final = judged_final(essay, by, points, source_percent=30)
    round = Round.objects.select_related("contest").get(pk=final.round_id)
    open_key(round, by=by, at=DAY)
    found = dict(
        WorkResult.objects.filter(round=round).values_list("work__finalist__origin", "points")
    )
    assert found == {works[0].pk: 94_00, works[1].pk: 83_00}  # 24 + 70, 27 + 56
    key = BoardKey(essay.contest_id, round.pk, works[0].entry.division_id)
    assert [row.entry_id for row in page_of(key, offset=0, limit=9)] == [works[0].entry_id]
    stage = type("Stage", (), {"final": [round]})
    assert list(wrong_final_points(stage)) == []
    WorkResult.objects.filter(work__finalist__origin=works[0]).update(points=93_00)
    assert len(list(wrong_final_points(stage))) == 1


def test_the_points_of_a_final_wait_for_its_panel(essay_of_three):
    essay, _works, by = essay_of_three
    final = draw(final_of(essay, by), witness="Bà Hạnh", by=by, at=AFTER)
    with pytest.raises(KeyStaysSealed):
        open_key(final.round, by=by, at=DAY)


def test_a_draft_is_thrown_away_whole_and_another_one_may_be_made(essay_of_three):
    essay, works, by = essay_of_three
    final = final_of(essay, by)
    with pytest.raises(BelongsToFinal), transaction.atomic():
        delete_panel(final.panel, by=by, at=AFTER)
    with pytest.raises(HasFinalists), transaction.atomic():
        delete_draft_round(final.round, by=by, at=AFTER)
    with pytest.raises(FinalsAreNotCopied):
        copy_round(final.round, by=by, at=AFTER)
    discard_final(final, by=by, at=AFTER, reason="Lấy nhầm số bài")
    assert Work.objects.count() == len(works)
    assert not Panel.objects.filter(pk=final.panel_id).exists()
    assert AuditLine.objects.get(kind="final_discarded").reason == "Lấy nhầm số bài"
    assert final_of(essay, by).finalists.count() == 2


def test_an_author_who_is_deleted_leaves_the_final_as_well(essay_of_three):
    essay, works, by = essay_of_three
    final = draw(final_of(essay, by), witness="Bà Hạnh", by=by, at=AFTER)
    KEEPER.erase(works[1].entry.user, DAY)
    assert [one.origin_id for one in final.finalists.all()] == [works[0].pk]
    assert SealedCode.objects.filter(judged__panel=final.panel).count() == 1
    assert final.panel.works.count() == 1
