"""A paper with a question of each kind: taken by keyboard on a screen, by touch on a telephone."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from contests.models import Answer, Attempt, Round
from questionbank.models import AnswerKey, BankRole, Question, Revision
from questionbank.question_types.matching import prompts
from tests.factories import AxisFactory, LegalDocumentFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, right_choice_at, round_of_kinds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def scene(full_server, contexts, session_cookie):
    class Scene:
        person = None

        def set_up(self, **options):
            at = datetime.now(UTC)
            window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
            self.round, self.person = round_of_kinds(**window), UserFactory()
            self.entry = entry_in(self.round, user=self.person)
            context = contexts(base_url=full_server, **options)
            context.add_cookies([session_cookie(self.person, full_server)])
            return context.new_page()

        def start(self, page):
            page.goto(f"/cuoc-thi/{self.round.contest.slug}/vao-thi/{self.round.number}/")
            page.get_by_role("button", name="Bắt đầu làm bài").click()
            expect(page.locator("#cau-1 input").first).to_be_enabled()
            return Attempt.objects.get(entry=self.entry, state="open")

    return Scene()


def look(page, name):
    """Keep a picture where somebody asks for it, to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def values_at(attempt, position):
    """What each row shown must say: verdicts, letters of targets, places."""
    pk, order = attempt.paper[position - 1]
    key = AnswerKey.objects.select_related("revision").get(revision=pk)
    right, revision = key.right_options, key.revision
    if revision.kind != "matching":
        return [right[n] for n in order]
    first = len(prompts(revision.options)) + 1
    return [order.index(first + number - 1) + 1 for number in right]


def saved(attempt, position):
    answer = Answer.objects.filter(attempt=attempt, position=position).first()
    return answer.choice if answer else None


def expect_saved(page, attempt, position):
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#cau-{position} .kept")).to_have_attribute("data-kept", "server")
    assert saved(attempt, position) == right_choice_at(attempt, position)


def hand_in(page):
    page.locator("#sau").click()
    expect(page.get_by_text("Bạn đã trả lời 4/4 câu.")).to_be_visible()
    page.locator("#nop").click()
    expect(page.locator(".score")).to_have_text("4/4 câu đúng")


def test_each_kind_is_answered_by_keyboard(scene):
    page = scene.set_up(width=1280)
    attempt = scene.start(page)
    page.keyboard.press(
        "B" if attempt.paper[0][1][1] == 1 else "ABCD"[attempt.paper[0][1].index(1)]
    )
    expect_saved(page, attempt, 1)
    page.keyboard.press("ArrowRight")

    for row, verdict in enumerate(values_at(attempt, 2)):
        page.locator(f"#cau-2 input[data-row='{row}']").first.focus()
        page.keyboard.press("Space")
        if verdict == 2:
            page.keyboard.press("ArrowDown")
    expect_saved(page, attempt, 2)
    assert axe(page) == []
    look(page, "grid-1280")
    page.keyboard.press("ArrowRight")

    for row, letter in enumerate(values_at(attempt, 3)):
        page.locator(f"#cau-3 select[data-row='{row}']").focus()
        page.keyboard.type("ABC"[letter - 1])
    expect_saved(page, attempt, 3)
    assert axe(page) == []
    look(page, "matching-1280")
    page.locator("#cau-3 .flag").focus()
    page.keyboard.press("ArrowRight")

    move_by_buttons(page, attempt)
    expect_saved(page, attempt, 4)
    assert axe(page) == []
    look(page, "ordering-1280")
    page.reload()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert [page.locator(f"#cau-4 select[data-row='{n}']").input_value() for n in range(4)] == [
        str(place) for place in values_at(attempt, 4)
    ]
    page.locator("#ban-do .cells .cell").nth(3).click()
    hand_in(page)


def move_by_buttons(page, attempt):
    """Bring each item up to its place, from the first place on; the focus stays on its button."""
    wanted = values_at(attempt, 4)
    for place in range(1, len(wanted) + 1):
        row = wanted.index(place)
        line = page.locator("#cau-4 .line").filter(has=page.locator(f"[data-row='{row}']"))
        up, chosen = line.locator(".move").first, line.locator("select")
        up.focus()
        for _ in range(len(wanted)):
            if chosen.input_value() == str(place):
                break
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
    expect(page.locator("#thong-bao")).to_have_text(re.compile(r"thứ \d trên 4|Đã lưu"))


def test_each_kind_is_answered_by_touch(scene):
    page = scene.set_up(width=360)
    attempt = scene.start(page)
    page.locator("#cau-1 .option").nth(attempt.paper[0][1].index(1)).tap()
    page.locator("#sau").tap()

    for row, verdict in enumerate(values_at(attempt, 2)):
        page.locator("#cau-2 .line").nth(row).locator(".option").nth(verdict - 1).tap()
    expect_saved(page, attempt, 2)
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, "grid-360")
    page.locator("#sau").tap()

    for row, letter in enumerate(values_at(attempt, 3)):
        page.locator("#cau-3 .line").nth(row).locator("select").select_option(str(letter))
    expect_saved(page, attempt, 3)
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, "matching-360")
    page.locator("#sau").tap()

    for row, place in enumerate(values_at(attempt, 4)):
        page.locator(f"#cau-4 select[data-row='{row}']").select_option(str(place))
    expect_saved(page, attempt, 4)
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, "ordering-360")
    hand_in(page)


def test_no_place_is_given_twice_and_a_cleared_question_is_unanswered(scene):
    page = scene.set_up(width=360)
    attempt = scene.start(page)
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .cells .cell").nth(3).click()
    lists = [page.locator(f"#cau-4 select[data-row='{row}']") for row in range(4)]
    lists[0].select_option("2")
    lists[1].select_option("3")
    lists[1].select_option("2")
    assert [one.input_value() for one in lists] == ["3", "2", "", ""]
    page.locator("#cau-4 .clear").click()
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    expect(page.locator("#cau-4 .kept")).to_have_attribute("data-kept", "")
    assert saved(attempt, 4) == 0


def test_rows_left_blank_are_named_before_handing_in(scene):
    page = scene.set_up(width=360)
    scene.start(page)
    page.locator("#sau").click()
    page.locator("#cau-2 .line").first.locator(".option").first.click()
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    expect(page.get_by_text("Còn dòng bỏ trống:")).to_be_visible()
    missing = page.locator("#tong-ket-thieu .missing")
    assert [one.strip() for one in missing.all_text_contents()] == ["134", "2"]
    assert axe(page) == []


LONG = "Nộihàmrấtdàikhôngcóchỗngắtdòng" * 3


def test_long_words_wrap_on_the_narrowest_page(scene):
    page = scene.set_up(width=320)
    for one in Revision.objects.exclude(kind="choice"):
        texts = [f"{text} {LONG}" if text else "" for text in one.options]
        Revision.objects.filter(pk=one.pk).update(options=texts)
    scene.start(page)
    for position in (2, 3, 4):
        page.locator("#sau").click()
        assert overflow(page) == 0
        look(page, f"long-{position}-320")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_author_writes_each_kind(pages, session_cookie, live_server, width):
    author = UserFactory()
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    AxisFactory()
    LegalDocumentFactory()
    page = pages(width=width)
    page.context.add_cookies([session_cookie(author, live_server.url)])
    fill = {
        "grid": ("Đúng hay sai từng ý", _fill_grid),
        "matching": ("Ghép đôi", _fill_matching),
        "ordering": ("Sắp thứ tự", _fill_ordering),
    }
    for kind, (label, fill_rows) in fill.items():
        page.goto("/to-chuc/ngan-hang/cau-hoi/them/")
        page.get_by_role("link", name=label).click()
        expect(page.locator("[data-option]:visible")).to_have_count(4)
        page.get_by_label("Mã câu hỏi").fill(f"D-{kind}")
        page.get_by_label("Trục nội dung").select_option(index=1)
        page.get_by_label("Câu hỏi", exact=True).fill("Nội dung nào đúng?")
        fill_rows(page)
        page.get_by_label("Giải thích").fill("Theo luật.")
        page.get_by_label("Văn bản làm căn cứ").select_option(index=1)
        page.get_by_label("Điều, khoản").fill("Điều 1")
        page.get_by_role("button", name="Xem trước").click()
        expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
        assert (axe(page), overflow(page)) == ([], 0)
        look(page, f"editor-{kind}-{width}")
        page.get_by_role("button", name="Lưu bản nháp").click()
        expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
        assert (axe(page), overflow(page)) == ([], 0)
        look(page, f"question-{kind}-{width}")
    assert set(Question.objects.values_list("code", flat=True)) == {f"D-{kind}" for kind in fill}
    keys = dict(AnswerKey.objects.values_list("revision__kind", "right_options"))
    assert keys == {"grid": [1, 2], "matching": [2, 1], "ordering": [2, 3, 1]}


def _fill_grid(page):
    for letter, text, verdict in (("A", "Ý một", "Đúng"), ("B", "Ý hai", "Sai")):
        page.get_by_label(f"Ý {letter}", exact=True).fill(text)
        page.get_by_label(f"Ý {letter} đúng hay sai").select_option(verdict)


def _fill_matching(page):
    for letter, prompt, target in (("A", "Luật X", "Năm 2018"), ("B", "Luật Y", "Năm 2011")):
        page.get_by_label(f"Vế trái {letter}").fill(prompt)
        page.get_by_label(f"Ghép {letter} với").fill(target)
    page.get_by_label("Nội dung thêm").fill("Năm 2025")


def _fill_ordering(page):
    for letter, text in zip("ABC", ("Tiếp nhận", "Giải quyết", "Thẩm định"), strict=True):
        page.get_by_label(f"Mục {letter}", exact=True).fill(text)


@pytest.mark.parametrize("width", [360, 1280])
def test_reviews_and_pages_without_scripts_show_each_kind(scene, width):
    page = scene.set_up(width=width)
    attempt = scene.start(page)
    rows = [
        Answer(attempt=attempt, position=n, seq=n, saved_at=attempt.started_at, choice=choice)
        for n, choice in ((2, 1 + 2 * 4), (3, 1 + 2 * 9), (4, right_choice_at(attempt, 4)))
    ]
    Answer.objects.bulk_create(rows)
    page.goto(f"/bai-thi/{attempt.code}/don-gian/")
    page.get_by_role("button", name=re.compile("Làm tiếp")).first.click()
    expect(page.locator("#cau-2 input:checked")).to_have_count(4)
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, f"plain-{width}")
    now = datetime.now(UTC)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=now - timedelta(seconds=30))
    Round.objects.filter(pk=scene.round.pk).update(closes_at=now - timedelta(seconds=20))
    page.goto(f"/bai-thi/{attempt.code}/ket-qua/")
    expect(page.get_by_text("đáp án: Đúng").first).to_be_visible()
    expect(page.get_by_text("đáp án: thứ 1").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    look(page, f"review-{width}")
