"""What the machine finds in a work is kept, for its newest version."""

import pytest

from contests.models import SieveCheck, ToolStatement
from contests.written.sieve.examination import examine, examine_round, unexamined
from contests.written.sieve.file_facts import keep_facts
from contests.written.sieve.words import told
from quizsite.files.works import FileFacts, FoundInFile
from tests.contests.written.sieve.stage import (
    AFTER,
    add_version,
    essay,
    file_of,
    work_of,
    written_round,
)

pytestmark = pytest.mark.django_db


def facts(*parts, found=(), kind="docx", is_scan=False):
    return FileFacts(
        kind=kind,
        pages=2,
        are_pages_sure=True,
        seconds=None,
        is_scan=is_scan,
        parts=parts,
        found=tuple(found),
        cleaned=None,
    )


def said(check):
    return [one.said for one in map(told, check.findings) if not one.is_settled]


def test_a_clean_work_has_no_findings():
    check = examine(work_of(written_round()), at=AFTER)
    assert (check.findings, check.finding_count) == ([], 0)


def test_an_author_named_in_the_text_is_found_under_its_heading():
    work = work_of(written_round(), "Tôi, Phạm Thị Thu Hà, phường Hòa Xuân Đông, đề xuất.")
    assert said(examine(work, at=AFTER)) == [
        "Thực trạng: tên tác giả “Phạm Thị Thu Hà”",
        "Thực trạng: tên đơn vị của tác giả “Phường Hòa Xuân Đông”",
    ]


def test_a_name_in_a_header_counts_and_one_that_jurors_never_get_is_only_told():
    work = work_of(written_round())
    file = file_of(work, "PhamThiThuHa.docx")
    add_version(work, essay(1), files=[file])
    author = FoundInFile("author", "properties", "Phạm Thị Thu Hà")
    parts = [("header", "Phạm Thị Thu Hà"), ("body", essay(2)), ("comments", "a@b.vn")]
    keep_facts(file, facts(*parts, found=[author]), at=AFTER)
    check = examine(work, at=AFTER)
    assert check.finding_count == 1
    assert said(check) == ["PhamThiThuHa.docx – Đầu trang: tên tác giả “Phạm Thị Thu Hà”"]
    assert len(check.findings) == 4


def test_a_file_that_nobody_has_read_and_a_scan_are_findings():
    work = work_of(written_round())
    unread, scan = file_of(work, "a.pdf", kind="pdf"), file_of(work, "b.pdf", kind="pdf")
    add_version(work, essay(1), files=[unread, scan])
    keep_facts(scan, facts(found=[FoundInFile("no_text", "body", "")], is_scan=True), at=AFTER)
    assert said(examine(work, at=AFTER)) == [
        "Máy chưa đọc được tệp “a.pdf”. Hãy mở tệp để xem.",
        "b.pdf – Nội dung: không có chữ để máy đọc, chỉ có hình",
    ]


def test_the_form_and_the_statement_are_checked_by_the_terms_of_the_round():
    round = written_round(min_words=500, tool_statement=ToolStatement.REQUIRED)
    assert said(examine(work_of(round), at=AFTER)) == [
        "Bài chỉ có 200 chữ, ít hơn quy định.",
        "Chưa khai việc dùng công cụ AI.",
    ]


def test_a_round_is_examined_once_and_a_new_version_again():
    round = written_round()
    work, _other = work_of(round), work_of(round)
    assert (examine_round(round, at=AFTER), examine_round(round, at=AFTER)) == (2, 0)
    add_version(work, "a@b.vn")
    assert list(unexamined(round)) == [work]
    assert examine_round(round, at=AFTER) == 1
    assert SieveCheck.objects.get(work=work).finding_count == 1
