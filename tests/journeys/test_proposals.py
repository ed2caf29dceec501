"""In a browser an author proposes, and another person confirms or refuses."""

import pytest
from playwright.sync_api import expect

from questionbank.models import BankRole
from tests.factories import LegalDocumentFactory, RevisionFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bank(pages, live_server, session_cookie):
    """`bank("author", width=360)`: a page of somebody with this role."""

    def open_page(role, *, name, width):
        user = UserFactory(full_name=name)
        BankRole.objects.create(user=user, kind=role)
        page = pages(width=width)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_page


@pytest.mark.parametrize("width", [360, 1280])
def test_an_author_proposes_and_a_reviewer_confirms(bank, transactional_db, width):
    document = LegalDocumentFactory(number="76/NQ-CP")
    revision = RevisionFactory(document=document)
    author = bank("author", name="Đỗ Thị Soạn", width=width)
    author.goto(f"/to-chuc/ngan-hang/cau-hoi/{revision.question_id}/")
    author.get_by_text("Đề nghị ngừng dùng", exact=True).press("Enter")
    author.get_by_label("Lý do").fill("Luật mới.")
    author.get_by_role("button", name="Gửi đề nghị").press("Enter")
    expect(author.get_by_role("button", name="Rút đề nghị")).to_be_visible()
    author.goto(f"/to-chuc/ngan-hang/van-ban/{document.pk}/")
    author.get_by_label("Hết hiệu lực từ").fill("2026-12-01")
    author.get_by_role("button", name="Lưu").press("Enter")
    expect(author.get_by_text("hết hiệu lực từ 01/12/2026").first).to_be_visible()
    assert (axe(author), overflow(author)) == ([], 0)

    judge = bank("reviewer", name="Hồ Văn Duyệt", width=width)
    judge.goto(f"/to-chuc/ngan-hang/cau-hoi/{revision.question_id}/")
    expect(judge.get_by_text("Luật mới.")).to_be_visible()
    assert (axe(judge), overflow(judge)) == ([], 0)
    judge.get_by_role("button", name="Xác nhận").press("Enter")
    expect(judge.get_by_text("Đã xác nhận đề nghị.")).to_be_visible()
    judge.goto("/to-chuc/ngan-hang/van-ban/")
    assert (axe(judge), overflow(judge)) == ([], 0)
    judge.get_by_role("button", name="Bác đề nghị").press("Enter")
    expect(judge.get_by_text("Không có gì thay đổi")).to_be_visible()
