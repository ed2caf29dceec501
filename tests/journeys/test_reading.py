"""Questions with a passage, a table and pictures in a browser: written, taken, practised."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from contests.papers.drawing import paper_source_of
from questionbank.models import BankRole, Passage, Picture, QuestionSet, Revision
from tests.factories import (
    NOON,
    AxisFactory,
    DivisionFactory,
    LegalDocumentFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.files.hostile_pictures import two_halves
from tests.journeys.conftest import axe, overflow
from tests.questionbank.pictures.drawn import ALT, attached
from tests.stage import entry_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
TABLE = (
    "Bảng dưới đây cho biết gì?\n"
    "| Cơ quan tiếp nhận | Số hồ sơ trực tiếp | Số hồ sơ trực tuyến | Trả trước hạn |\n"
    "| Ủy ban nhân dân phường | 300 | 100 | 12 |\n"
    "| Trung tâm phục vụ hành chính công | 100 | 300 | 40 |\n"
    "Chọn một ý."
)


@pytest.fixture
def picture(transactional_db):
    data = two_halves("PNG")
    facts = {"small": data, "large": data, "width": 1000, "height": 500, "used_at": NOON}
    return Picture.objects.create(digest="d" * 32, media_type="image/png", **facts)


@pytest.fixture
def questions(picture):
    """In this order: three on a passage, one with a table, one with pictures at its options."""
    passage = Passage.objects.create(
        code="DD",
        number=1,
        text="Chị Hoa nộp hồ sơ đăng ký khai sinh cho con.\nHồ sơ thiếu một giấy tờ.",
        created_at=NOON,
    )
    read = [
        RevisionFactory(stem=f"Chị Hoa làm gì ở bước {n}?", passage=passage, passage_place=n)
        for n in (1, 2, 3)
    ]
    drawn = [attached(picture), attached(picture, "A"), attached(picture, "C")]
    return [*read, RevisionFactory(stem=TABLE), RevisionFactory(stem="Hình nào?", pictures=drawn)]


@pytest.fixture
def paper_of(full_server, contexts, session_cookie):
    """`paper_of(questions, width=360)`: a browser in which a person has started."""

    def start(questions, **options):
        paper_source_of.cache_clear()
        at = datetime.now(UTC)
        round = RoundFactory(
            opens_at=at - timedelta(hours=1),
            closes_at=at + timedelta(hours=1),
            is_question_order_shuffled=False,
        )
        # Pools of one size are dealt in the order of their numbers.
        division = DivisionFactory(contest=round.contest)
        for n, one in enumerate(questions):
            axis = AxisFactory(code=str(n), position=n)
            SectionFactory(round=round, division=division, axis=axis, count=1, pool=[one.pk])
        person = UserFactory()
        entry_in(round, user=person)
        context = contexts(base_url=full_server, **options)
        context.add_cookies([session_cookie(person, full_server)])
        page = context.new_page()
        page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
        page.get_by_role("button", name="Bắt đầu làm bài").click()
        expect(page.locator("#cau-1 input").first).to_be_enabled()
        return page

    return start


@pytest.fixture
def paper(paper_of, questions):
    """`paper(width=360)`: the same, of all these questions."""
    return partial(paper_of, questions)


@pytest.mark.parametrize("width", [360, 1280])
def test_passage_table_and_pictures_are_on_the_paper(paper, width):
    page = paper(width=width)
    passage = page.locator("details.passage:visible")
    for n in (1, 2, 3):
        expect(page.locator(f"#cau-{n} .stem")).to_have_text(f"Chị Hoa làm gì ở bước {n}?")
        expect(passage).to_contain_text("Hồ sơ thiếu một giấy tờ.")
        assert axe(page) == []
        page.get_by_role("button", name="Sau", exact=True).click()
    expect(passage).to_have_count(0)
    table = page.locator("#cau-4 table")
    expect(table.locator("th")).to_have_count(4)
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Sau", exact=True).click()
    expect(page.locator("#cau-5 img")).to_have_count(3)
    expect(page.locator("#cau-5 img").first).to_have_attribute("alt", ALT)
    assert (axe(page), overflow(page)) == ([], 0)


def test_pictures_are_there_when_the_network_goes_before_their_question(paper):
    page = paper(width=360)
    is_there = "one => one.complete && one.naturalWidth > 0"
    for one in page.locator("#cau-5 img").all():
        page.wait_for_function(is_there, arg=one.element_handle())
    page.context.set_offline(True)
    for _ in range(4):
        page.get_by_role("button", name="Sau", exact=True).click()
    first = page.locator("#cau-5 img").first
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box["width"] > 250
    assert round(box["width"] / box["height"]) == 2


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_without_scripts_shows_them_too(paper, width):
    page = paper(width=width)
    page.goto(page.url.split("?")[0] + "don-gian/?trang=1")
    expect(page.locator("details.passage")).to_have_count(3)
    expect(page.locator("table th")).to_have_count(4)
    expect(page.locator("#cau-5 img")).to_have_count(3)
    assert (axe(page), overflow(page)) == ([], 0)


def test_a_passage_is_folded_by_the_keyboard(paper):
    page = paper(width=360)
    page.locator("details.passage:visible summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Hồ sơ thiếu một giấy tờ.").first).to_be_hidden()


@pytest.fixture
def of_other_kinds(picture):
    """A grid and a number, each with passage, table and picture."""
    passage = Passage.objects.create(
        code="DD", number=1, text="Chị Hoa nộp hồ sơ đăng ký khai sinh cho con.", created_at=NOON
    )
    facts = {"passage": passage, "pictures": [attached(picture)], "stem": TABLE}
    ideas = ["Phường nhận trực tiếp nhiều hơn trực tuyến", "Mọi hồ sơ trả trước hạn"]
    return [
        RevisionFactory(kind="grid", options=ideas, right=[1, 2], **facts),
        RevisionFactory(kind="number", options=["hồ sơ", "0"], right=[400, 0], **facts),
    ]


def look(page, name):
    """Keep a picture where somebody asks for it, to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_other_kinds_rest_on_a_passage_too(paper_of, of_other_kinds, width):
    page = paper_of(of_other_kinds, width=width)
    passage = page.locator("details.passage:visible")
    saved = page.locator("#trang-thai")
    page.locator("#cau-1 label", has_text="Đúng").first.click()
    page.locator("#cau-1 label", has_text="Sai").last.click()
    for n, kind in enumerate(("grid", "number"), start=1):
        question = page.locator(f"#cau-{n}[data-kind={kind}]")
        expect(passage).to_contain_text("Chị Hoa nộp hồ sơ")
        expect(question.locator("th")).to_have_count(4)
        expect(question.locator("img")).to_have_attribute("alt", ALT)
        shown = question.locator("img").element_handle()
        page.wait_for_function("one => one.naturalWidth > 0", arg=shown)
        assert (axe(page), overflow(page)) == ([], 0)
        look(page, f"reading-{kind}-{width}")
        if n == 1:
            page.get_by_role("button", name="Sau", exact=True).click()
    page.locator("#cau-2 .typed").fill("400")
    page.locator("#cau-2 .typed").blur()
    expect(saved).to_have_attribute("data-state", "saved")
    expect(page.locator("#cau-2 .kept")).to_have_attribute("data-kept", "server")


@pytest.mark.parametrize("width", [360, 1280])
def test_practising_shows_them_with_the_question_and_the_verdict(pages, questions, width):
    practice = QuestionSet.objects.create(name="Luyện", is_practice=True, created_at=NOON)
    practice.questions.add(questions[4].question)
    page = pages(width=width)
    page.goto("/luyen-tap/cau-hoi/?luot=1")
    expect(page.locator("fieldset img")).to_have_count(3)
    page.locator(".option").first.click()
    page.get_by_role("button", name="Trả lời").click()
    expect(page.locator(".review img")).to_have_count(3)
    shown = page.locator(".review img").first
    page.wait_for_function("one => one.naturalWidth > 0", arg=shown.element_handle())
    assert (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_author_adds_pictures_and_a_passage(pages, session_cookie, live_server, width):
    author = UserFactory()
    BankRole.objects.create(user=author, kind="author")
    AxisFactory()
    LegalDocumentFactory()
    page = pages(width=width)
    page.context.add_cookies([session_cookie(author, live_server.url)])
    page.goto("/to-chuc/ngan-hang/cau-hoi/them/")
    page.get_by_label("Mã câu hỏi").fill("TT-001")
    page.get_by_label("Trục nội dung").select_option(index=1)
    page.get_by_label("Câu hỏi", exact=True).fill("Hình nào đúng?")
    for letter, said in zip("ABC", ["Hình 1", "Hình 2", "Hình 3"], strict=True):
        page.get_by_label(f"Phương án {letter}", exact=True).fill(said)
    page.get_by_text("Hình của phương án C", exact=True).click()
    sent = {"name": "c.png", "mimeType": "image/png", "buffer": two_halves("PNG")}
    page.get_by_label("Tệp ảnh (phương án C)").set_input_files(sent)
    page.get_by_label("Đúng: Phương án C").check()
    page.get_by_text("Đoạn dẫn dùng chung cho nhiều câu").click()
    page.get_by_label("Mã đoạn dẫn").fill("DD-1")
    page.get_by_label("Đoạn dẫn", exact=True).fill("Chị Hoa nộp hồ sơ.")
    page.get_by_label("Giải thích").fill("Vì vậy.")
    page.get_by_label("Không có căn cứ văn bản").check()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Hãy tả ảnh bằng lời").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Lời tả ảnh (phương án C)").fill(ALT)
    # The picture moves with its option, its description as well.
    page.get_by_role("button", name="Bỏ Phương án A").click()
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("heading", name="Câu hỏi TT-001")).to_be_visible()
    (kept,) = Revision.objects.get().pictures
    assert (kept["place"], kept["alt"]) == ("B", ALT)
    expect(page.locator("details.passage")).to_contain_text("Chị Hoa nộp hồ sơ.")
    assert (axe(page), overflow(page)) == ([], 0)
