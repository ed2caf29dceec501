"""People type numbers and texts on a paper, with and without scripts, and in practice."""

import os
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Answer, Attempt
from contests.papers.drawing import paper_source_of
from questionbank.models import BankRole
from questionbank.question_types.number import ZERO
from tests.factories import RevisionFactory, RoundFactory, SectionFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
SAVED = re.compile(r"Đã lưu trên máy chủ \d\d:\d\d:\d\d")


@pytest.fixture
def scene(full_server, contexts, session_cookie):
    """A round that asks for an option, a number and a text."""

    class Scene:
        def __init__(self):
            paper_source_of.cache_clear()
            at = datetime.now(UTC)
            self.person = UserFactory(full_name="Trần Thị Bình")
            self.round = RoundFactory(
                opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1)
            )
            self.number = RevisionFactory(
                kind="number",
                stem="Diện tích sàn của trung tâm phục vụ hành chính công là bao nhiêu?",
                options=["m²", "1"],
                right=[15005, 5],
            )
            self.text = RevisionFactory(
                kind="text",
                stem="Cơ chế nhận hồ sơ và trả kết quả ở cùng một nơi gọi là gì?",
                options=["1"],
                right=[1, "một cửa"],
            )
            pool = [RevisionFactory().pk, self.number.pk, self.text.pk]
            SectionFactory(round=self.round, count=3, pool=pool)
            self.entry = entry_in(self.round, user=self.person)

        def page(self, **options):
            context = contexts(base_url=full_server, **options)
            context.add_cookies([session_cookie(self.person, full_server)])
            return context.new_page()

        def start(self, page):
            page.goto(f"/cuoc-thi/{self.round.contest.slug}/vao-thi/{self.round.number}/")
            page.get_by_role("button", name="Bắt đầu làm bài").click()
            expect(page.locator("#con-lai")).to_contain_text(":")
            attempt = Attempt.objects.get(entry=self.entry, state="open")
            expect(page.locator("#cau-1 input").first).to_be_enabled()
            return attempt

        def place(self, attempt, revision):
            return [pk for pk, _order in attempt.paper].index(revision.pk) + 1

        def stored(self, attempt):
            rows = Answer.objects.filter(attempt=attempt)
            return {row.position: (row.choice, row.text) for row in rows}

    return Scene()


def seen(page, name, width):
    """Keep a picture where somebody asks for it, to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def go_to(page, place):
    for _step in range(place - 1):
        page.locator("#sau").click()
    return page.locator(f"#cau-{place} input.typed")


@WIDTHS
def test_a_number_and_a_text_are_typed_saved_and_scored(scene, width):
    page = scene.page(width=width)
    attempt = scene.start(page)
    place = scene.place(attempt, scene.number)
    field = go_to(page, place)
    question = page.locator(f"#cau-{place}")
    field.press_sequentially("1.500,5")
    expect(question.locator(".understood")).to_have_text("= 1 500,5 m²")
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
    assert scene.stored(attempt) == {place: (ZERO + 15005, None)}
    assert axe(page) == []
    assert overflow(page) == 0
    seen(page, "so", width)
    field.fill("15 mét")
    expect(question.locator(".field-error")).to_contain_text("Hãy ghi một số")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(question.locator(".kept")).to_be_hidden()
    seen(page, "so-sai", width)
    assert axe(page) == []
    page.locator("#mo-ban-do").click() if width < 992 else None
    page.locator(".open-submit").first.click()
    expect(page.get_by_text("Ghi chưa đúng nên chưa lưu")).to_be_visible()
    seen(page, "nop-sai", width)
    page.locator("#lam-tiep").click()
    field.fill("1500,4")
    expect(question.locator(".understood")).to_have_text("= 1 500,4 m²")

    page.reload()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    expect(page.locator(f"#cau-{place} input.typed")).to_have_value("1.500,4")
    words = scene.place(attempt, scene.text)
    while page.locator("#truoc").is_enabled():
        page.locator("#truoc").click()
    field = go_to(page, words)
    field.press_sequentially("Mot  cua.")
    seen(page, "chu", width)
    assert axe(page) == []
    page.locator("#mo-ban-do").click() if width < 992 else None
    page.locator(".open-submit").first.click()
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.correct_count == 2
    assert scene.stored(attempt)[words] == (1, "Mot cua.")
    assert scene.stored(attempt)[place] == (ZERO + 15004, None)


def test_typing_sends_one_request_and_leaving_the_field_another(scene):
    page = scene.page(width=1280)
    attempt = scene.start(page)
    sent = []
    page.on("request", lambda one: sent.append(one.post_data or "") if "luu-bai" in one.url else 0)
    place = scene.place(attempt, scene.text)
    field = go_to(page, place)
    sent.clear()
    field.press_sequentially("một cửa", delay=40)
    field.press("Tab")
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    assert len([one for one in sent if '"một cửa"' in one]) == 1
    assert len([one for one in sent if '"m' in one]) == 1
    assert scene.stored(attempt)[place] == (1, "một cửa")


def test_what_was_typed_without_network_waits_on_the_device_and_comes_through(scene):
    page = scene.page(width=360)
    attempt = scene.start(page)
    place = scene.place(attempt, scene.text)
    field = go_to(page, place)
    page.context.set_offline(True)
    field.fill("một cửa liên thông")
    expect(page.locator("#trang-thai-chu")).to_contain_text("đã lưu trên máy này")
    page.context.set_offline(False)
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
    assert scene.stored(attempt)[place] == (1, "một cửa liên thông")
    page.locator(f"#cau-{place} .clear").click()
    expect(page.locator(f"#cau-{place} input.typed")).to_have_value("")
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    page.wait_for_timeout(300)
    assert scene.stored(attempt)[place] == (0, None)


@WIDTHS
def test_without_scripts_a_form_takes_both_and_keeps_what_it_cannot_read(scene, width):
    page = scene.page(width=width, java_script_enabled=False)
    page.goto(f"/cuoc-thi/{scene.round.contest.slug}/vao-thi/{scene.round.number}/")
    page.get_by_role("button", name=re.compile("Bắt đầu")).first.click()
    attempt = Attempt.objects.get(entry=scene.entry, state="open")
    if page.get_by_role("button", name="Làm bằng trang đơn giản").count():
        page.get_by_role("button", name="Làm bằng trang đơn giản").click()
    place, words = scene.place(attempt, scene.number), scene.place(attempt, scene.text)
    page.locator(f"#tra-loi-{place}").fill("một nghìn")
    page.locator(f"#tra-loi-{words}").fill("một cửa")
    page.get_by_role("button", name="Lưu trang này").click()
    expect(page.locator(f"#cau-{place} .field-error")).to_contain_text("Hãy ghi một số")
    expect(page.locator(f"#tra-loi-{place}")).to_have_value("một nghìn")
    expect(page.locator(f"#tra-loi-{words}")).to_have_value("một cửa")
    seen(page, "don-gian", width)
    page.locator(f"#tra-loi-{place}").fill("1 500,5")
    page.get_by_role("button", name="Lưu trang này").click()
    expect(page.locator(f"#cau-{place} .understood")).to_contain_text("500,5")
    assert scene.stored(attempt) == {place: (ZERO + 15005, None), words: (1, "một cửa")}


@WIDTHS
def test_an_author_writes_both_kinds(full_server, contexts, session_cookie, width):
    author = UserFactory(full_name="Đỗ Thị Soạn")
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    context = contexts(base_url=full_server, width=width)
    context.add_cookies([session_cookie(author, full_server)])
    page = context.new_page()
    page.goto("/to-chuc/ngan-hang/cau-hoi/them/")
    page.get_by_role("link", name="Ghi một số").click()
    page.get_by_label("Số đúng").fill("một nghìn")
    page.get_by_label("Đơn vị tính").fill("m²")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Hãy ghi một số, ví dụ").first).to_be_visible()
    expect(page.get_by_label("Số đúng")).to_have_value("một nghìn")
    assert axe(page) == []
    assert overflow(page) == 0
    seen(page, "soan-so", width)
    page.get_by_role("link", name="Ghi vài chữ").click()
    page.get_by_label("Câu trả lời được công nhận").fill("một cửa\ncơ chế một cửa")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Viết có dấu hay không dấu đều được.")).to_be_visible()
    assert axe(page) == []
    seen(page, "soan-chu", width)
