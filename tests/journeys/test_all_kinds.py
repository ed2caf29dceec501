"""One paper with every kind of question, a passage, a table and pictures, as people take it."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from contests.models import Answer, Attempt, Round
from contests.papers.drawing import paper_source_of
from questionbank.models import Passage, Picture
from questionbank.question_types.number import ZERO
from tests.factories import (
    NOON,
    AxisFactory,
    DivisionFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.files.hostile_pictures import two_halves
from tests.journeys.conftest import axe, overflow
from tests.questionbank.pictures.drawn import attached
from tests.stage import OF_KINDS, entry_in, right_choice_at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
TABLE = (
    "Theo bảng, nơi nào nhận nhiều hồ sơ trực tuyến nhất?\n"
    "| Nơi nhận | Trực tiếp | Trực tuyến |\n"
    "| Phường Ba Đình | 300 | 100 |\n"
    "| Trung tâm phục vụ hành chính công | 100 | 300 |"
)
STEMS = {
    "choice": "Hình nào cho thấy nơi tiếp nhận hồ sơ?",
    "grid": "Mỗi ý sau về thủ tục hành chính đúng hay sai?",
    "matching": "Ghép mỗi luật với năm được thông qua.",
    "ordering": "Sắp xếp các bước giải quyết hồ sơ theo thứ tự.",
}
POSITIONS = {
    "choice": 1,
    "grid": 2,
    "matching": 3,
    "ordering": 4,
    "number": 5,
    "text": 6,
    "table": 7,
    "passage": 8,
}


def make_questions():
    data = two_halves("PNG")
    facts = {"small": data, "large": data, "width": 1000, "height": 500, "used_at": NOON}
    picture = Picture.objects.create(digest="d" * 32, media_type="image/png", **facts)
    passage = Passage.objects.create(
        code="DD",
        number=1,
        text="Chị Hoa nộp hồ sơ đăng ký khai sinh cho con.\nHồ sơ thiếu một giấy tờ.",
        created_at=NOON,
    )
    shown = {
        "choice": [attached(picture), attached(picture, "A"), attached(picture, "C")],
        "grid": [attached(picture)],
    }
    for kind, (options, right) in OF_KINDS.items():
        yield RevisionFactory(
            stem=STEMS[kind], kind=kind, options=options, right=right, pictures=shown.get(kind, [])
        )
    yield RevisionFactory(
        stem="Nhiệt độ thấp nhất cho phép ở phòng lưu trữ là bao nhiêu?",
        kind="number",
        options=["°C", "1"],
        right=[-15, 0],
    )
    yield RevisionFactory(
        stem="Cơ chế nhận hồ sơ và trả kết quả ở cùng một nơi gọi là gì?",
        kind="text",
        options=["1"],
        right=[1, "một cửa"],
    )
    yield RevisionFactory(stem=TABLE)
    yield RevisionFactory(stem="Chị Hoa nên làm gì?", passage=passage, passage_place=1)


@pytest.fixture
def scene(full_server, contexts, session_cookie):
    class Scene:
        def __init__(self):
            paper_source_of.cache_clear()
            at = datetime.now(UTC)
            self.round = RoundFactory(
                opens_at=at - timedelta(hours=1),
                closes_at=at + timedelta(hours=1),
                is_question_order_shuffled=False,
            )
            division = DivisionFactory(contest=self.round.contest)
            for n, one in enumerate(make_questions(), start=1):
                axis = AxisFactory(code=str(n), name=f"Trục {n}", position=n)
                SectionFactory(
                    round=self.round, division=division, axis=axis, count=1, pool=[one.pk]
                )
            self.person = UserFactory(full_name="Trần Thị Bình")
            self.entry = entry_in(self.round, user=self.person)

        def page(self, **options):
            context = contexts(base_url=full_server, **options)
            context.add_cookies([session_cookie(self.person, full_server)])
            return context.new_page()

        def start(self, page, button="Bắt đầu làm bài"):
            page.goto(f"/cuoc-thi/{self.round.contest.slug}/vao-thi/{self.round.number}/")
            page.get_by_role("button", name=button).click()
            expect(page.locator("#cau-1 input").first).to_be_enabled()
            return Attempt.objects.get(entry=self.entry, state="open")

    return Scene()


def look(page, name, *, whole=True):
    """Keep a picture where somebody asks for it, to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


SCREENS = pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (1280, "light"), (360, "dark"), (1280, "dark")]
)


@SCREENS
def test_every_page_of_the_paper_is_accessible_and_fits(scene, width, scheme):
    page = scene.page(width=width, color_scheme=scheme)
    attempt = scene.start(page)
    name = f"{width}-{scheme}"
    for kind, position in POSITIONS.items():
        assert (axe(page), overflow(page)) == ([], 0), kind
        look(page, f"{kind}-{name}")
        if position < len(POSITIONS):
            page.locator("#sau").click()
    store_some(attempt)
    page.goto(f"/bai-thi/{attempt.code}/don-gian/")
    page.get_by_role("button", name="Làm tiếp tại đây").click()
    for button in ("Lưu và sang trang sau", "Lưu và xem lại để nộp"):
        assert (axe(page), overflow(page)) == ([], 0)
        look(page, f"plain-{name}-{button[-3:]}")
        page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.get_by_role("heading", name="Còn dòng bỏ trống")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, f"plain-hand-in-{name}")
    end(scene.round, attempt)
    page.goto(f"/bai-thi/{attempt.code}/ket-qua/")
    expect(page.get_by_text("đáp án: Đúng").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, f"review-{name}")


def store_some(attempt):
    """Leave rows blank, and a text with what a person may paste."""
    said = {1: 2, 2: 1 + 2 * 4, 3: 1 + 2 * 9, 4: right_choice_at(attempt, 4), 5: ZERO - 15, 8: 1}
    rows = [Answer(attempt=attempt, position=n, choice=choice) for n, choice in said.items()]
    rows.append(Answer(attempt=attempt, position=6, choice=1, text="<b>bộ phận một cửa"))
    for row in rows:
        row.seq, row.saved_at = row.position, attempt.started_at
    Answer.objects.bulk_create(rows)


def end(round, attempt):
    now = datetime.now(UTC)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=now - timedelta(seconds=30))
    Round.objects.filter(pk=round.pk).update(closes_at=now - timedelta(seconds=20))


# 1280 × 740 at 400 % is 320 × 185.
@pytest.mark.parametrize("height", [640, 185])
def test_the_smallest_screens_show_every_kind(scene, height):
    page = scene.page(width=320)
    page.set_viewport_size({"width": 320, "height": height})
    attempt = scene.start(page)
    for kind, position in POSITIONS.items():
        assert overflow(page) == 0, kind
        look(page, f"{kind}-320-{height}", whole=False)
        if position < len(POSITIONS):
            page.locator("#sau").click()
    store_some(attempt)
    page.goto(f"/bai-thi/{attempt.code}/don-gian/")
    page.get_by_role("button", name="Làm tiếp tại đây").click()
    page.wait_for_url("**/don-gian/?trang=1*")
    assert overflow(page) == 0
    look(page, f"plain-320-{height}")


def test_rows_have_names_that_can_be_read_aloud(scene):
    page = scene.page(width=1280)
    scene.start(page)
    page.locator("#sau").click()
    names = page.locator("#cau-2").aria_snapshot()
    assert re.findall(r'radiogroup "(.) Ý thứ', names) == ["A", "B", "C", "D"]


def answer_all(page, attempt):
    """Answer by touch, each kind in its own way."""
    page.locator("#cau-1 .option").nth(attempt.paper[0][1].index(1)).click()
    page.locator("#sau").click()
    for row in range(4):
        page.locator("#cau-2 .line").nth(row).locator(".option").first.click()
    page.locator("#sau").click()
    for row in range(3):
        page.locator(f"#cau-3 select[data-row='{row}']").select_option("2")
    page.locator("#sau").click()
    page.locator("#cau-4 .move").last.click()
    page.locator("#sau").click()
    page.locator("#cau-5 input").fill("-1,5")
    expect(page.locator("#cau-5 .understood")).to_have_text("= −1,5\u00a0°C")
    page.locator("#sau").click()
    page.locator("#cau-6 input").fill("Một cửa")
    page.locator("#sau").click()
    for position in (7, 8):
        page.locator(f"#cau-{position} .option").first.click()
        page.locator(f"#{'sau' if position == 7 else 'truoc'}").click()


def stored(attempt):
    rows = Answer.objects.filter(attempt=attempt).order_by("position")
    return [row.text or row.choice for row in rows]


ORDERED = 1 + 2 * 9 + 3 * 81 + 4 * 729  # as shown, from the top
ALL = [0, 0b01010101, 2 + 2 * 9 + 2 * 81, ORDERED, ZERO - 15, "Một cửa", 1, 1]


def test_all_kinds_answered_without_network_are_sent_later(scene):
    page = scene.page(width=360)
    attempt = scene.start(page)
    page.context.set_offline(True)
    answer_all(page, attempt)
    expect(page.locator("#trang-thai-chu")).to_contain_text("đã lưu trên máy này", timeout=30_000)
    assert stored(attempt) == []
    page.context.set_offline(False)
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    choice = 1 << attempt.paper[0][1].index(1)
    assert stored(attempt) == [choice, *ALL[1:]]
    page.reload()
    expect(page.locator("#cau-5 input")).to_have_value("−1,5")
    expect(page.locator("#cau-6 input")).to_have_value("Một cửa")
    expect(page.locator("#cau-2 input:checked")).to_have_count(4)
    lists = page.locator("#cau-3 select, #cau-4 select")
    assert [one.input_value() for one in lists.all()] == [*"222", *"1234"]


def test_a_second_window_takes_all_kinds_over(scene):
    first = scene.page(width=1280)
    attempt = scene.start(first)
    answer_all(first, attempt)
    expect(first.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    second = first.context.new_page()
    second.goto(first.url)
    expect(second.locator("#cau-6 input")).to_be_enabled()
    expect(second.locator("#cau-6 input")).to_have_value("Một cửa")
    expect(first.locator("#chi-xem")).to_be_visible()
    expect(first.locator("#cau-5 input")).to_be_disabled()
    expect(first.locator("#cau-5 .sign")).to_be_disabled()


def test_the_minus_comes_and_goes_by_a_button(scene):
    page = scene.page(width=360)
    attempt = scene.start(page)
    for _ in range(4):
        page.locator("#sau").click()
    field, sign = page.locator("#cau-5 input"), page.locator("#cau-5 .sign")
    sign.tap()
    expect(field).to_have_value("-")
    expect(field).to_be_focused()
    field.press_sequentially("2,5")
    for shown in ("2,5", "-2,5"):
        sign.tap()
        expect(field).to_have_value(shown)
    expect(page.locator("#cau-5 .kept")).to_have_attribute("data-kept", "server")
    assert stored(attempt) == [ZERO - 25]


def test_a_computer_needs_no_button_for_the_minus(scene):
    page = scene.page(width=1280)
    scene.start(page)
    expect(page.locator("#cau-5 .sign")).to_be_hidden()
