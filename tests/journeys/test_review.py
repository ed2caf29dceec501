"""A review in a browser: a blind solve that differs, words about it, other wording, and rework."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from questionbank.models import BankRole, Question, Revision
from questionbank.sample_bank import AUTHOR
from questionbank.sample_review import DISPUTED
from quizsite.accounts.models import User
from tests.factories import RevisionFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BANK = "/to-chuc/ngan-hang/"


@pytest.fixture
def bank(pages, live_server, session_cookie):
    def open_page(user, *roles, width):
        for role in roles:
            BankRole.objects.get_or_create(user=user, kind=role)
        page = pages(width=width)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_page


def fits(page) -> None:
    assert (page.url, axe(page), overflow(page)) == (page.url, [], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reviewer_disagrees_and_the_author_takes_other_wording(bank, transactional_db, width):
    author = UserFactory(full_name="Đỗ Thị Soạn")
    waiting = RevisionFactory(
        author=author,
        state="in_review",
        published_at=None,
        stem="Cơ quan nào ban hành Nghị quyết số 76/NQ-CP?",
        options=["Quốc hội", "Chính phủ", "Bộ Nội vụ"],
        right=[1],
    )
    judge = bank(UserFactory(full_name="Hồ Văn Duyệt"), "reviewer", width=width)
    judge.goto(f"{BANK}cho-duyet/")
    fits(judge)
    judge.get_by_role("link", name="Bắt đầu giải").click()
    expect(judge.get_by_text("Vì luật nói vậy.")).to_have_count(0)
    fits(judge)
    judge.get_by_role("button", name="Trả lời").press("Enter")
    expect(judge.get_by_text("Bạn chưa trả lời").first).to_be_visible()
    fits(judge)
    judge.get_by_label("Bộ Nội vụ").check()
    judge.get_by_label("Nhận xét").fill("Bộ Nội vụ trình.")
    judge.get_by_role("button", name="Trả lời").press("Enter")
    expect(judge.get_by_text("Khác đáp án", exact=True)).to_be_visible()
    expect(judge.get_by_role("button", name="Ban hành")).to_have_count(0)
    fits(judge)
    judge.get_by_role("link", name="Phản biện, góp ý").click()
    judge.get_by_role("checkbox", name="Văn bản và điều, khoản").check()
    judge.get_by_role("button", name="Lưu bảng kiểm").press("Enter")
    judge.get_by_role("textbox", name="Góp ý", exact=True).fill("Nên hỏi rõ hơn.")
    judge.get_by_role("button", name="Gửi góp ý").press("Enter")
    judge.get_by_role("link", name="Đề nghị lời khác").click()
    fits(judge)
    judge.get_by_label("Câu hỏi", exact=True).fill("Cơ quan nào ký ban hành Nghị quyết 76/NQ-CP?")
    judge.get_by_role("button", name="Gửi lời đề nghị").press("Enter")
    expect(judge.get_by_text("Đã gửi lời đề nghị")).to_be_visible()
    fits(judge)

    page = bank(author, "author", width=width)
    page.goto(f"{BANK}cau-hoi/{waiting.question_id}/")
    expect(page.get_by_text("Bộ Nội vụ trình.")).to_be_visible()
    page.get_by_role("link", name="Phản biện, góp ý").click()
    fits(page)
    page.get_by_role("button", name="Nhận vào bản nháp mới").press("Enter")
    expect(page.get_by_text("Đã lưu lời đề nghị thành bản nháp mới.")).to_be_visible()
    for name in ("So sánh phiên bản", "Lịch sử"):
        page.get_by_role("link", name=name).click()
        fits(page)
    assert Revision.objects.latest("pk").stem == "Cơ quan nào ký ban hành Nghị quyết 76/NQ-CP?"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_sample_shows_a_disagreement_rework_and_coverage(bank, transactional_db, width):
    call_command("load_sample_bank", verbosity=0)
    person = User.objects.get(email=AUTHOR[0])
    page = bank(person, "author", width=width)
    disputed = Question.objects.get(code=DISPUTED)
    places = ("cho-duyet/", "can-lam-lai/", "do-phu/", "van-ban/", "?unused_since=2026-01-01")
    for place in (*places, f"cau-hoi/{disputed.pk}/", f"cau-hoi/{disputed.pk}/phan-bien/"):
        page.goto(BANK + place)
        fits(page)
    page.goto(f"{BANK}can-lam-lai/")
    page.get_by_role("link", name="Làm lại theo").first.click()
    expect(page.get_by_label("Văn bản làm căn cứ")).to_contain_text("02/2026/QH16")
    page.goto(BANK)
    page.get_by_label("Chọn câu CCHC-1-001").check()
    page.get_by_role("button", name="Chuyển trục, nhãn").press("Enter")
    page.get_by_label("Việc cần làm").select_option(label="Gắn nhãn")
    page.get_by_label("Nhãn", exact=True).fill("Một cửa")
    page.get_by_role("button", name="Xem trước").press("Enter")
    fits(page)
    page.get_by_role("button", name="Thực hiện").press("Enter")
    expect(page.get_by_text("Đã đổi 1 câu")).to_be_visible()
    fits(page)
