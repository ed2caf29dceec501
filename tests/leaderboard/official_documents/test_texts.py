"""Every kind of document says what the frozen result says."""

from dataclasses import replace

import pytest

from contests.awards import Award
from contests.models import Appeal
from leaderboard.document_models import DocumentKind
from leaderboard.official_documents.builders import BUILDERS, WITHOUT_SNAPSHOT
from leaderboard.official_documents.case import Case, basis_blocks
from leaderboard.official_documents.content import UnitFacts, as_stored, digest_of, restored
from leaderboard.official_documents.issue import case_of, office_of, write_document, write_reminders
from leaderboard.official_documents.read_result import content_of
from leaderboard.official_documents.snapshots import take_snapshot
from leaderboard.official_documents.tables import lagging
from quizsite.accounts.models import Unit
from quizsite.documents.structure import Table
from quizsite.documents.writers import WRITERS
from tests.documents.read import Docx, Pdf
from tests.factories import NOON, HeadcountFactory, UnitFactory, UnitKindFactory
from tests.leaderboard.official_documents.conftest import ODD_NAME

pytestmark = pytest.mark.django_db


def said(document) -> str:
    blocks = [*document.blocks, *(block for one in document.annexes for block in one.blocks)]
    lines = [f"{one.lead} {one.text}" for one in blocks if not isinstance(one, Table)]
    lines += [" | ".join(row) for one in blocks if isinstance(one, Table) for row in one.rows]
    return "\n".join(lines)


def test_every_kind_is_built():
    assert set(BUILDERS) == set(DocumentKind)


def test_a_decision_recognises_the_result_and_pays_the_prizes(final, frozen):
    document = write_document(final, DocumentKind.AWARD_DECISION, at=NOON)
    text = said(document)
    assert "Có 3 người dự thi với 3 lượt thi; 1 người trả lời đúng tất cả các câu." in text
    assert "Tặng giải thưởng, giấy khen cho 2 cá nhân" in text
    assert "Tổng tiền thưởng là 1.500.000 đồng (Một triệu năm trăm nghìn đồng)" in text
    assert text.count("./.") == 1
    assert document.recipients[0] == "Như Điều 4;"


def test_prizes_and_praise_stand_in_annexes_of_their_own(final, frozen):
    document = write_document(final, DocumentKind.AWARD_DECISION, at=NOON)
    titles = [one.title for one in document.annexes]
    assert titles == ["Danh sách cá nhân đạt giải", "Danh sách cá nhân được tặng giấy khen"]
    first, second = (one.blocks[0].rows for one in document.annexes)
    assert first[0][1:3] == (ODD_NAME, "Sở Nội vụ")
    assert first[0][-1] == "Giải Nhất, 1.500.000 đồng"
    assert [row[1] for row in second] == ["Lê Văn Cường"]


@pytest.mark.parametrize("kind", [one for one in DocumentKind if one != DocumentKind.REMINDERS])
def test_both_formats_of_every_kind_show_the_same_words(final, frozen, kind):
    document = write_document(final, kind, at=NOON)
    pdf, docx = (WRITERS[ending].write(document) for ending in ("pdf", "docx"))
    # Pages have numbers and annexes their footer; every word of the body is in both.
    missing = Docx(docx).words - Pdf(pdf).words
    assert not missing
    if document.annexes and kind not in WITHOUT_SNAPSHOT:
        assert ODD_NAME in said(document)


def test_minutes_have_no_place_and_two_signatures(final, frozen):
    document = write_document(final, DocumentKind.MINUTES, at=NOON)
    assert not document.has_place
    assert [one.authority for one in document.signatures] == [("Thư ký",), ("Chủ tọa",)]
    assert final.round.result_digest[:16] in said(document)


def test_the_rules_come_as_articles(final):
    document = write_document(final, DocumentKind.REGULATION_DECISION, at=NOON)
    assert [one.title for one in document.annexes] == [f"Thể lệ Cuộc thi “{final.contest.title}”"]
    assert "Điều 1. " in said(document)
    assert document.is_draft  # nothing is announced in this test


def test_before_the_result_is_official_a_document_is_a_draft(week, people, award):
    snapshot = take_snapshot(award, by=None, at=NOON)
    assert not snapshot.is_official
    document = write_document(award, DocumentKind.AWARD_DECISION, at=NOON)
    assert document.is_draft
    assert "kết quả chưa chính thức" in document.source


def test_an_official_document_names_its_digest(final, frozen):
    document = write_document(final, DocumentKind.NOTICE, at=NOON)
    assert not document.is_draft
    assert frozen.digest[:4] in document.source


def test_the_last_basis_has_a_full_stop_and_the_others_semicolons(final, frozen):
    case = case_of(final, DocumentKind.AWARD_DECISION, at=NOON)
    case.office.bases = "Luật Thi đua, khen thưởng;\nCăn cứ Kế hoạch số 10/KH-UBND."
    told = [one.text for one in basis_blocks(case, last="Theo đề nghị của Tổ thư ký")]
    assert told[:2] == ["Căn cứ Luật Thi đua, khen thưởng;", "Căn cứ Kế hoạch số 10/KH-UBND;"]
    assert told[-1] == "Theo đề nghị của Tổ thư ký."


def test_without_prizes_nobody_is_rewarded(week, division, contest):
    content = content_of(Award(contest, week), at=NOON)
    case = Case(office_of(contest), content, {}, (), 2026)
    document = BUILDERS[DocumentKind.AWARD_DECISION](case)
    assert document.annexes == ()
    assert "Tặng" not in said(document)
    assert document.recipients[0] == "Như Điều 2;"


def test_what_is_stored_reads_back_the_same(final):
    content = content_of(final, at=NOON)
    assert restored(as_stored(content)) == content
    assert digest_of(as_stored(content)) == digest_of(as_stored(restored(as_stored(content))))
    assert ODD_NAME not in str(as_stored(content))


def test_units_below_the_share_are_urged_one_by_one(final, department):
    HeadcountFactory(unit=department, people=10)
    take_snapshot(final, by=None, at=NOON)
    letters = write_reminders(final, below=50, at=NOON)
    assert [code for code, _letter in letters] == ["so-noi-vu"]
    letter = letters[0][1]
    assert letter.addressees == ("Sở Nội vụ",)
    assert "3/10 người, đạt 30,00 %" in said(letter)
    assert (letter.is_letter, letter.is_draft) == (True, False)
    assert write_reminders(final, below=30, at=NOON) == []


def test_units_without_a_headcount_are_not_urged(final):
    content = content_of(final, at=NOON)
    none = replace(content, units=(UnitFacts("a", "Đơn vị A", 0, None, ""),))
    assert lagging(none, below=100) == []


def test_units_are_counted_once_and_the_city_is_none_of_them(final, department):
    """Rooms are part of their department, and letters go to departments, not to the city."""
    city = UnitFactory(code="thanh-pho", name="Thành phố", kind=UnitKindFactory(code="tp"))
    UnitFactory(code="phong", name="Phòng", parent=department, kind=UnitKindFactory(code="ph"))
    UnitFactory(code="so-khac", name="Sở khác", parent=city)
    Unit.objects.filter(pk=department.pk).update(parent=city)
    for unit in (city, department):
        HeadcountFactory(unit=unit, people=10)
    take_snapshot(final, by=None, at=NOON)
    content = content_of(final, at=NOON)
    assert [one.name for one in content.units] == ["Sở khác", "Sở Nội vụ"]
    assert "Có 1/2 đơn vị có người tham gia." in said(
        write_document(final, DocumentKind.REPORT, at=NOON)
    )
    assert [code for code, _letter in write_reminders(final, below=50, at=NOON)] == ["so-noi-vu"]


def test_the_plan_says_what_the_rules_say(final):
    text = said(write_document(final, DocumentKind.PLAN, at=NOON))
    assert "II. NỘI DUNG" in text
    assert final.round.title in text
    assert text.count("./.") == 1


def test_the_invitation_names_nobody_and_says_what_was_reached(final, frozen):
    document = write_document(final, DocumentKind.INVITATION, at=NOON)
    text = said(document)
    assert "trân trọng kính mời" in text
    assert "Có 3 người dự thi" in text
    assert ODD_NAME not in text
    assert document.number_line.endswith("/GM-BTC")


def test_minutes_of_appeals_tell_each_and_wait_for_the_open_ones(final, people):
    appeal = {"contest": final.contest, "round": final.round, "kind": "result", "made_at": NOON}
    Appeal.objects.create(
        entry=people[0], state="accepted", outcome="accepted", answer="Đã sửa.", **appeal
    )
    Appeal.objects.create(entry=people[1], state="withdrawn", **appeal)
    document = write_document(final, DocumentKind.APPEAL_MINUTES, at=NOON)
    assert not document.is_draft
    assert "Có 1 khiếu nại, đã kết luận 1." in said(document)
    (row,) = document.annexes[0].blocks[0].rows
    assert (row[1], row[4], row[6]) == (ODD_NAME, "23/11/2026", "Đã sửa.")
    Appeal.objects.create(entry=people[2], state="open", **appeal)
    waiting = write_document(final, DocumentKind.APPEAL_MINUTES, at=NOON)
    assert waiting.is_draft
    assert waiting.source != document.source
    assert "chưa kết luận" in said(waiting)


def test_without_appeals_the_minutes_say_so(final):
    document = write_document(final, DocumentKind.APPEAL_MINUTES, at=NOON)
    assert "Không có khiếu nại." in said(document)
    assert document.annexes == ()
