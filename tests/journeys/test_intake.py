"""A clerk's file becomes drafts in a browser, without a mouse and at both widths."""

import docx
import pytest
from django.utils import timezone

from benchmarks.intake_kinds import strangers
from questionbank.intake.intakes import take_in
from questionbank.models import Axis, BankRole, Revision
from questionbank.programme import AXES
from tests.factories import LegalDocumentFactory
from tests.journeys.conftest import axe, overflow
from tests.journeys.test_bank import member, page_of  # noqa: F401 -- the fixture
from tests.questionbank.intake.conftest import TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DOOR = "/to-chuc/ngan-hang/nhap/"


@pytest.fixture(autouse=True)
def _stocked(transactional_db):
    for position, (code, name) in enumerate(AXES, start=1):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    LegalDocumentFactory(number="61/2018/NĐ-CP")


def word_file(path):
    document = docx.Document()
    document.add_paragraph("PHẦN II. CẢI CÁCH THỦ TỤC HÀNH CHÍNH")
    document.add_paragraph("Câu 1. Hồ sơ nộp ở đâu?")
    for said, is_right in (("A. Bộ phận một cửa", True), ("B. Quầy lễ tân", False)):
        document.add_paragraph().add_run(said).bold = is_right
    document.add_paragraph("Câu 2. Ai ký kết quả?")
    for said, is_right in (("A. Văn thư", False), ("B. Chủ tịch", True)):
        document.add_paragraph().add_run(said).bold = is_right
    document.save(str(path))
    return str(path)


def test_a_word_file_becomes_drafts(page_of, tmp_path):  # noqa: F811 -- the fixture
    page = page_of(member(BankRole.Kind.AUTHOR))
    page.goto(DOOR)
    page.set_input_files("input[type=file]", word_file(tmp_path / "bo-cau.docx"))
    page.get_by_role("button", name="Đọc câu hỏi").click()
    page.get_by_role("heading", name="Xem lại câu hỏi đọc được").wait_for()
    assert page.locator(".source strong").first.inner_text() == "A. Bộ phận một cửa"
    page.get_by_label("Mọi câu của tệp").check()
    page.get_by_role("button", name="Nhận trục và văn bản đề xuất").click()
    page.get_by_text("Đã nhận đề xuất của 2 câu.").wait_for()
    page.get_by_role("button", name="Lưu 2 câu thành bản nháp").click()
    page.get_by_text("Đã lưu 2 bản nháp, trong đó 2 câu còn thiếu.").wait_for()
    assert Revision.objects.filter(state="draft").count() == 2
    page.get_by_role("button", name="Thu lại các bản nháp").click()
    page.get_by_text("Đã thu lại 2 bản nháp.").wait_for()
    assert Revision.objects.count() == 0


def test_pasted_text_is_mended_by_keyboard_alone(page_of):  # noqa: F811 -- the fixture
    page = page_of(member(BankRole.Kind.AUTHOR))
    page.goto(DOOR)
    page.get_by_label("Hoặc dán câu hỏi vào đây").focus()
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Xem lại câu hỏi đọc được").wait_for()
    first = page.locator("article").first
    assert "hai đáp án khác nhau" in first.inner_text()
    first.get_by_label("Phương án B đúng").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Đã lưu câu.").wait_for()
    assert page.locator("article.doubtful").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_are_accessible(page_of, width):  # noqa: F811 -- the fixture
    author = member(BankRole.Kind.AUTHOR)
    made = take_in(TEXT.encode(), filename="cau.txt", ending=".txt", by=author, at=timezone.now())
    page = page_of(author, width=width)
    item = made.items.first()
    for at, address in enumerate(
        (DOOR, f"{DOOR}tiep-nhan/{made.pk}/", f"{DOOR}tiep-nhan/{made.pk}/{item.pk}/van-ban/")
    ):
        page.goto(address)
        page.screenshot(path=f"var/intake-{width}-{at}.png", full_page=True)
        assert overflow(page) == 0
        assert axe(page) == []


def test_a_file_of_many_kinds_is_reviewed_with_its_picture(page_of):  # noqa: F811 -- the fixture
    author = member(BankRole.Kind.AUTHOR)
    path = next(path for path, *_truth in strangers() if path.stem == "02-moodle-xuat")
    made = take_in(
        path.read_bytes(), filename=path.name, ending=".xml", by=author, at=timezone.now()
    )
    page = page_of(author)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{DOOR}tiep-nhan/{made.pk}/?xem=thu-tu")
        assert overflow(page) == 0
        page.screenshot(path=f"var/intake-kinds-{width}.png", full_page=True)
    assert axe(page) == []
    page.get_by_text("3 câu của tệp không nhận được").wait_for()
    page.get_by_label("Lời tả hình (câu hỏi)").fill("Biểu đồ cột: ba năm đều trên 95 %")
    page.get_by_role("button", name="Lưu câu 8").click()
    page.get_by_text("Đã lưu câu.").wait_for()
    kept = made.items.last().wording["pictures"][0]
    assert kept["alt"] == "Biểu đồ cột: ba năm đều trên 95 %"
