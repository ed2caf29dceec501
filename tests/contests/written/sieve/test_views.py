"""Pages of the sieve: organisers', and the author's own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contests.models import (
    LikenessPair,
    LikenessState,
    SampleEssay,
    SieveDecision,
    SieveReason,
    SieveTerms,
    WorkState,
)
from contests.written.sieve.comparison import compare_round
from contests.written.sieve.decisions import Why, return_work
from contests.written.sieve.examination import examine_round
from contests.written.sieve.jobs import rounds_to_sieve, sieve_round
from tests.contests.written.sieve.stage import essay, work_of, written_round
from tests.files import hostile_works as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(round):
    """It closed an hour ago, by the clock that the pages read."""
    now = timezone.now()
    round.opens_at, round.closes_at = now - timedelta(days=8), now - timedelta(hours=1)
    round.number = 1
    round.save()
    return round


@pytest.fixture
def browser(organiser, signed_in):
    return signed_in(organiser)


def desk(round, rest):
    return f"/to-chuc/{round.contest.slug}/so-loai/{rest}"


def text(answer):
    return answer.content.decode()


def test_an_organiser_sees_works_with_what_was_found(round, browser):
    work_of(round, "Liên hệ a@b.vn")
    work_of(round)
    examine_round(round, at=timezone.now())
    shown = text(browser.get(desk(round, "ky/1/")))
    assert "1 điểm cần xem" in shown
    assert "máy không thấy gì" in shown
    only = text(browser.get(desk(round, "ky/1/?loc=can-xem")))
    assert "Bài số 1" in only
    assert "Bài số 2" not in only


def test_more_works_cost_no_more_queries(round, browser):
    counts = []
    work_of(round)
    browser.get(desk(round, "ky/1/"))  # the first visit notes that names were read
    for more in (1, 2):
        for _one in range(more):
            work_of(round, "Liên hệ a@b.vn")
        examine_round(round, at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(desk(round, "ky/1/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_strangers_and_rounds_of_questions_have_no_sieve(round, browser, contestant, signed_in):
    assert signed_in(contestant).get(desk(round, "ky/1/")).status_code == 404
    round.kind = "quiz"
    round.save()
    assert browser.get(desk(round, "ky/1/")).status_code == 404


def test_a_work_is_examined_when_it_is_opened_and_shows_its_statement(round, browser):
    work = work_of(round, "Họ và tên: Phạm Thị Thu Hà", tool_statement="Dùng để tra cứu.")
    shown = text(browser.get(desk(round, f"bai/{work.pk}/")))
    assert "dòng ghi người viết hoặc đơn vị “Phạm Thị Thu Hà”" in shown
    assert "Dùng để tra cứu." in shown


def test_a_refusal_without_reason_keeps_what_was_typed(round, browser):
    work = work_of(round)
    answer = browser.post(desk(round, f"bai/{work.pk}/"), {"refuse": "1", "words": "Chép lại"})
    assert "Hãy chọn lý do và viết cho tác giả" in text(answer)
    assert "Chép lại</textarea>" in text(answer)
    assert not SieveDecision.objects.exists()


def test_each_button_does_its_deed(round, browser):
    why = {"reason": "identity", "words": "Trang 2"}
    for button, state in (
        ("accept", WorkState.ACCEPTED),
        ("return", WorkState.RETURNED),
        ("refuse", WorkState.REFUSED),
    ):
        work = work_of(round)
        seen = work.versions.get().pk
        answer = browser.post(desk(round, f"bai/{work.pk}/"), {button: "1", "seen": seen, **why})
        assert answer.url == desk(round, "ky/1/")
        work.refresh_from_db()
        assert work.state == state


def test_the_author_reads_why_and_nobody_else(round, organiser, signed_in, contestant):
    work = work_of(round)
    why = Why(SieveReason.IDENTITY, "Trang 2 có tên bạn.")
    return_work(work, by=organiser, at=timezone.now(), why=why)
    path = f"/cuoc-thi/{round.contest.slug}/bai-viet/{work.pk}/so-loai/"
    shown = text(signed_in(work.entry.user).get(path))
    assert "bài lộ tên tác giả hoặc đơn vị" in shown
    assert "Trang 2 có tên bạn." in shown
    assert organiser.full_name not in shown
    assert signed_in(contestant).get(path).status_code == 404


def test_two_texts_stand_side_by_side_with_what_is_alike(round, browser):
    shared = essay(1, words=60)
    work_of(round, f"Mở đầu. {shared}"), work_of(round, f"{shared} Kết thúc.")
    compare_round(round, at=timezone.now())
    assert text(browser.get(desk(round, "ky/1/?loc=can-xem"))).count("giống bài khác") == 2
    assert "Bài 1 và bài 2: giống" in text(browser.get(desk(round, "ky/1/giong-nhau/")))
    pair = LikenessPair.objects.get()
    shown = text(browser.get(desk(round, f"cap/{pair.pk}/")))
    assert shown.count(f"<mark>{shared}</mark>") == 2
    browser.post(desk(round, f"cap/{pair.pk}/"), {"copied": "1", "reason": "Chép nguyên đoạn"})
    pair.refresh_from_db()
    assert pair.state == LikenessState.COPIED


def test_who_wrote_in_another_contest_is_not_told(round, browser):
    old = written_round()
    old.opens_at, old.closes_at = round.opens_at - timedelta(days=9), round.opens_at
    old.save()
    work_of(old, essay(1), author="Lý Thị Kín"), work_of(round, essay(1))
    compare_round(round, at=timezone.now())
    shown = text(browser.get(desk(round, f"cap/{LikenessPair.objects.get().pk}/")))
    assert "tên tác giả không hiện ở đây" in shown
    assert "Lý Thị Kín" not in shown


def test_a_sample_is_read_from_a_file_or_pasted(round, browser):
    where = desk(round, "bai-mau/")
    word = SimpleUploadedFile("mau.docx", made.word(essay(1)))
    browser.post(where, {"title": "Từ tệp", "file": word})
    browser.post(
        where, {"title": "Tệp chữ", "file": SimpleUploadedFile("a.txt", essay(2).encode())}
    )
    browser.post(where, {"title": "Dán", "text": essay(3)})
    assert list(SampleEssay.objects.order_by("pk").values_list("title", "text")) == [
        ("Từ tệp", essay(1)), ("Tệp chữ", essay(2)), ("Dán", essay(3)),
    ]  # fmt: skip
    assert "Từ tệp" in text(browser.get(where))
    browser.post(desk(round, f"bai-mau/{SampleEssay.objects.first().pk}/bo/"))
    assert SampleEssay.objects.count() == 2


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("a.docx", made.macro_word()), "macro"),
        (("a.txt", "Chữ có dấu".encode("cp1258", "replace")), "UTF-8"),
        (("a.txt", b"ngan"), "30 chữ"),
    ],
)
def test_a_sample_that_cannot_be_read_is_told_and_its_name_stays(round, browser, file, said):
    sent = {"title": "Bài mẫu lạ", "file": SimpleUploadedFile(*file)}
    answer = text(browser.post(desk(round, "bai-mau/"), sent))
    assert said in answer
    assert 'value="Bài mẫu lạ"' in answer


def test_buttons_of_the_list(round, browser):
    work_of(round)
    browser.post(desk(round, "ky/1/cach/"), {"shows_tools": "1"})
    assert SieveTerms.objects.get().shows_tools
    assert browser.post(desk(round, "ky/1/nhan/")).status_code == 403  # not compared yet
    browser.post(desk(round, "ky/1/tim/"))
    assert list(rounds_to_sieve(timezone.now())) == [round]
    examine_round(round, at=timezone.now())
    compare_round(round, at=timezone.now())
    assert browser.post(desk(round, "ky/1/nhan/")).url == desk(round, "ky/1/")
    assert "Đã nhận 1 bài." in text(browser.get(desk(round, "ky/1/")))
    assert sieve_round.module_path == "contests.written.sieve.jobs.sieve_round"
