"""The bank in a browser: an author imports and writes, a reviewer publishes."""

import pytest
import xlsxwriter
from django.test import Client

from questionbank.importing.columns import HEADERS
from questionbank.models import Axis, BankRole, LegalDocument, Revision
from questionbank.programme import AXES
from questionbank.sample_bank import load_sample_bank
from quizsite.accounts.models import User
from tests.factories import NOON, LegalDocumentFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.questionbank.importing.conftest import cells

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BANK = "/to-chuc/ngan-hang/"


@pytest.fixture(autouse=True)
def _stocked(transactional_db):
    for position, (code, name) in enumerate(AXES, start=1):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    LegalDocumentFactory()


def member(kind: str) -> User:
    user = UserFactory()
    BankRole.objects.create(user=user, kind=kind)
    return user


@pytest.fixture
def page_of(pages, live_server):
    """A page on which this person is signed in."""

    def open_page(user: User, **options):
        client = Client()
        client.force_login(user)
        page = pages(**options)
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return open_page


def book(path, *rows):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as made:
        page = made.add_worksheet("Câu hỏi")
        for number, row in enumerate([list(HEADERS.values()), *rows]):
            page.write_row(number, 0, row)
    return str(path)


@pytest.mark.parametrize("width", [360, 1280])
def test_file_with_errors_is_corrected_and_confirmed(page_of, tmp_path, width):
    page = page_of(member("author"), width=width)
    page.goto(f"{BANK}nhap/")
    assert axe(page) == []
    good = cells(code="TT-002", stem="Câu hỏi số hai nói về điều gì?")
    page.set_input_files("input[type=file]", book(tmp_path / "a.xlsx", cells(right="E"), good))
    page.get_by_role("button", name="Đọc câu hỏi").click()
    page.get_by_text("Có 1 chỗ cần sửa. Chưa nhập câu nào.").wait_for()
    assert page.locator("tbody tr").inner_text().split("\t")[1:] == [
        "Đáp án",
        "Đáp án E không có phương án tương ứng.",
    ]
    assert axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("link", name="Tải tệp đã sửa lên").click()
    page.set_input_files("input[type=file]", book(tmp_path / "b.xlsx", cells(), good))
    page.get_by_role("button", name="Đọc câu hỏi").click()
    page.get_by_label("Gửi duyệt ngay").check()
    assert axe(page) == []
    page.get_by_role("button", name="Xác nhận nhập").click()
    page.get_by_text("Đã nhập 2 câu mới").wait_for()
    assert Revision.objects.filter(state="in_review").count() == 2


def test_author_writes_and_reviewer_publishes(page_of):
    page = page_of(member("author"), width=360)
    page.goto(f"{BANK}cau-hoi/them/")
    assert page.locator("[data-option]:visible").count() == 4
    page.get_by_label("Mã câu hỏi").fill("TT-001")
    page.get_by_label("Trục nội dung").select_option(label="Cải cách thể chế")
    page.get_by_label("Câu hỏi", exact=True).fill("Việc nào KHÔNG thuộc sáu nội dung?")
    for letter, said in zip("ABC", ["Thể chế", "Công vụ", "Thể thao"], strict=True):
        page.get_by_label(f"Phương án {letter}", exact=True).fill(said)
    page.get_by_role("button", name="Thêm phương án").click()
    page.get_by_role("button", name="Bỏ Phương án E").click()
    page.get_by_label("Đúng: Phương án C").check()
    page.get_by_label("Giải thích").fill("Không có trong mục III.")
    page.get_by_label("Văn bản làm căn cứ").select_option(label="76/NQ-CP")
    page.get_by_label("Điều, khoản").fill("Mục III")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Đây là bản xem trước, chưa lưu.").wait_for()
    assert axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đã gửi duyệt.").wait_for()
    assert page.get_by_role("button", name="Ban hành").count() == 0

    page = page_of(member("reviewer"), width=1280)
    page.goto(BANK)
    page.get_by_role("link", name="Việc nào KHÔNG thuộc sáu nội dung?").click()
    assert page.get_by_text("Không có trong mục III.").count() == 0
    assert axe(page) == []
    page.get_by_label("Thể thao").check()
    page.get_by_role("button", name="Trả lời").click()
    page.get_by_text("Giống đáp án").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Ban hành").click()
    page.get_by_text("Đã ban hành.").wait_for()
    assert Revision.objects.get().state == "published"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_bank_is_accessible_and_fits(page_of, width):
    LegalDocument.objects.all().delete()
    load_sample_bank(at=NOON)
    user = member("author")
    BankRole.objects.create(user=user, kind="reviewer")
    page = page_of(user, width=width)
    question = Revision.objects.published().first().question_id
    places = ("", "?words=khong+co+gi", "van-ban/", "van-ban/them/", "nhap/", "cau-hoi/them/")
    for place in (*places, f"cau-hoi/{question}/", f"cau-hoi/{question}/sua/"):
        page.goto(BANK + place)
        assert (place, axe(page), overflow(page)) == (place, [], 0)
