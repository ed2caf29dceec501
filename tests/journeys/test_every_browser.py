"""A paper is taken, or it is said beforehand why not: without scripts, with a lost one, with
storage blocked, after sleep, by keyboard alone, enlarged, in forced colours."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Answer, Attempt
from tests.factories import UserFactory
from tests.journeys.conftest import axe, overflow, tab_through
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
START = "Bắt đầu làm bài"
NO_STORAGE = """
for (const name of ["getItem", "setItem", "removeItem"]) {
  Storage.prototype[name] = () => { throw new DOMException("blocked", "SecurityError"); };
}
"""
FULL_STORAGE = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""


@pytest.fixture
def conditions(full_server, contexts, session_cookie):
    """Open a contestant's page with the start button, in a browser with `options`."""

    def show(*, opens_in_s=-3600, scripts=(), lost="", **options):
        at = datetime.now(UTC)
        round = open_round(
            opens_at=at + timedelta(seconds=opens_in_s),
            closes_at=at + timedelta(hours=1),
            prediction_target="all_correct",
        )
        person = UserFactory(full_name="Trần Thị Bình")
        entry_in(round, user=person)
        context = contexts(base_url=full_server, **options)
        context.add_cookies([session_cookie(person, full_server)])
        for script in scripts:
            context.add_init_script(script)
        page = context.new_page()
        if lost:
            page.route(f"**/{lost}", lambda route: route.abort())
        page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
        return page

    return show


def start(page):
    page.get_by_role("button", name=START).click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()


def stored():
    return dict(Answer.objects.values_list("position", "choice"))


def test_without_scripts_a_paper_is_taken_from_start_to_result(conditions):
    page = conditions(java_script_enabled=False)
    expect(page.get_by_role("button", name=START)).to_be_hidden()
    # Playwright finds no text in <noscript>.
    expect(page.locator("[data-cannot] noscript p")).to_be_visible()
    page.get_by_role("button", name="Bắt đầu bằng trang đơn giản").click()
    expect(page.get_by_text("Hết giờ lúc")).to_be_visible()
    page.locator("#cau-1 .option").nth(2).click()
    page.get_by_role("button", name="Lưu trang này").click()
    expect(page.get_by_text("Đã lưu 1 câu trên máy chủ lúc")).to_be_visible()
    assert stored() == {1: 4}
    page.go_back()
    page.go_forward()
    expect(page.locator("#cau-1 .option input").nth(2)).to_be_checked()
    page.locator("#cau-1 .option").nth(1).click()
    page.get_by_label("Số dự đoán").fill("1250")
    page.get_by_role("button", name="Lưu và xem lại để nộp").click()
    assert stored() == {0: 1251, 1: 2}
    expect(page.get_by_text("Nộp rồi thì không sửa được nữa.")).to_be_visible()
    page.get_by_role("link", name="Câu 3").click()
    expect(page.locator("#cau-3")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    assert Attempt.objects.get().state == "submitted"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_plain_pages_are_accessible_and_fit(conditions, width):
    page = conditions(width=width, lost="outbox.js")
    expect(page.get_by_text("Một phần của trang không tải được.")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Bắt đầu bằng trang đơn giản").click()
    expect(page.locator("#cau-1")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Lưu và xem lại để nộp").click()
    expect(page.get_by_role("heading", name="Nộp bài?")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("lost", ["paper.js", "desk.js", "reconnect.js", "old-browser.js"])
def test_where_a_script_is_lost_no_start_is_offered_and_no_attempt_spent(conditions, lost):
    page = conditions(lost=lost)
    if lost == "old-browser.js":  # it only explains what the others lack
        start(page)
        return
    expect(page.get_by_text("Một phần của trang không tải được.")).to_be_visible()
    expect(page.get_by_role("button", name=START)).to_be_hidden()
    assert not Attempt.objects.exists()


def test_where_all_scripts_are_lost_the_style_sheet_alone_says_so(conditions):
    page = conditions(lost="*.js")
    note = page.get_by_text("Chưa kiểm tra xong trình duyệt này")
    expect(note).to_be_hidden()
    expect(note).to_be_visible()
    expect(page.get_by_role("button", name=START)).to_be_hidden()


def test_a_browser_that_lacks_what_a_paper_needs_is_told_before_the_start(conditions):
    page = conditions(scripts=["delete window.fetch"])
    expect(page.get_by_text("Trình duyệt này quá cũ")).to_be_visible()
    expect(page.get_by_role("button", name=START)).to_be_hidden()
    assert not Attempt.objects.exists()


def test_before_the_bell_it_is_said_as_well(conditions):
    page = conditions(opens_in_s=600, scripts=["delete window.fetch"])
    expect(page.get_by_text("Trình duyệt này quá cũ")).to_be_visible()
    expect(page.get_by_text("Khi đến giờ mở, hãy tải lại trang này.")).to_be_visible()


def test_a_script_lost_after_the_start_leaves_a_way_on_that_keeps_the_answers(conditions):
    page = conditions()
    page.route("**/desk.js", lambda route: route.abort())
    page.get_by_role("button", name=START).click()
    expect(page.get_by_text("Một phần của trang không tải được nên bài chưa mở.")).to_be_visible()
    page.get_by_role("button", name="Làm bằng trang đơn giản").click()
    page.locator("#cau-2 .option").nth(0).click()
    page.get_by_role("button", name="Lưu trang này").click()
    expect(page.get_by_text("Đã lưu 1 câu trên máy chủ lúc")).to_be_visible()
    assert (stored(), Attempt.objects.count()) == ({2: 1}, 1)
    page.unroute("**/desk.js")
    page.goto(f"/bai-thi/{Attempt.objects.get().code}/")
    expect(page.locator("#cau-2 input").first).to_be_checked()


@pytest.mark.parametrize("storage", [NO_STORAGE, FULL_STORAGE])
def test_where_storage_is_blocked_nothing_claims_to_be_kept_here(conditions, storage):
    page = conditions(scripts=[storage])
    expect(page.get_by_text("Trình duyệt này không cho giữ câu trả lời trên máy")).to_be_visible()
    start(page)
    page.context.set_offline(True)
    page.locator("#cau-1 .option").nth(0).click()
    expect(page.locator("#trang-thai-chu")).to_have_text(
        "Mất mạng: chưa lưu được, đừng đóng trang này; sẽ tự gửi lại"
    )
    expect(page.locator("#cau-1 .kept")).to_have_text("Chưa lưu, đang chờ gửi")
    assert "trên máy này" not in page.locator("main").inner_text()
    page.context.set_offline(False)
    expect(page.locator("#trang-thai-chu")).to_contain_text("Đã lưu trên máy chủ")
    assert stored() == {1: 1}


def test_where_storage_works_nothing_is_said_of_it(conditions):
    page = conditions()
    expect(page.get_by_role("button", name=START)).to_be_visible()
    expect(page.locator("[data-not-kept]")).to_be_hidden()


def test_a_damaged_memory_of_the_device_does_not_stop_the_paper(conditions):
    page = conditions()
    start(page)
    code = Attempt.objects.get().code
    page.evaluate(
        """(code) => {
            localStorage.setItem(`bai-thi:${code}:co`, "{");
            localStorage.setItem(`bai-thi:${code}`, "3");
        }""",
        str(code),
    )
    page.reload()
    expect(page.locator("#cau-1 input").first).to_be_enabled()


def seconds_left(page):
    minutes, seconds = page.locator("#con-lai").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


SLEEP = """
const real = performance.now.bind(performance);
window.slept = 0;
performance.now = () => real() - window.slept;
"""


@pytest.mark.parametrize("wakes", ["is looked at again", "stood open meanwhile"])
def test_a_device_that_slept_asks_for_the_time_when_it_wakes(conditions, wakes):
    page = conditions(scripts=[SLEEP])
    start(page)
    before = seconds_left(page)
    # The page's clock stood still for ten minutes, of which the server says nothing by itself.
    sleep = "window.slept = 600000;"
    if wakes == "is looked at again":
        sleep += "document.dispatchEvent(new Event('visibilitychange'));"
    with page.expect_request("**/luu-bai/"):
        page.evaluate(sleep)
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    page.wait_for_function(
        "(most) => { const [m, s] = document.querySelector('#con-lai').textContent.split(':');"
        " return m * 60 + Number(s) <= most; }",
        arg=before,
    )


def test_single_keys_choose_flag_move_and_explain_themselves(conditions):
    page = conditions(width=1280)
    start(page)
    page.keyboard.press("2")
    expect(page.locator("#cau-1 input").nth(1)).to_be_checked()
    page.keyboard.press("d")
    expect(page.locator("#cau-1 input").nth(3)).to_be_checked()
    page.keyboard.press("f")
    expect(page.locator("#cau-1 .flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cau-2")).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator("#ban-do .cell").nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#cau-1")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("3")
    page.keyboard.press("Escape")
    expect(page.locator("#cau-1 input").nth(3)).to_be_checked()


def test_single_keys_can_be_switched_off_and_leave_a_field_alone(conditions):
    page = conditions(width=1280)
    start(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_label("Số dự đoán").press_sequentially("12")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#cau-0")).to_be_visible()
    expect(page.get_by_label("Số dự đoán")).to_have_value("12")
    page.get_by_role("button", name="Phím tắt").click()
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.get_by_role("button", name="Đóng", exact=True).click()
    page.reload()
    expect(page.locator("#cau-0 input").first).to_be_enabled()
    page.locator("body").press("ArrowLeft")
    expect(page.locator("#cau-0")).to_be_visible()


def test_few_tabs_lead_from_a_question_to_the_next(conditions):
    page = conditions(width=1280)
    start(page)
    page.locator("#cau-1 legend").focus()
    stops = 0
    while page.evaluate("document.activeElement.id") != "sau":
        page.keyboard.press("Tab")
        stops += 1
        assert stops < 8
    page.keyboard.press("Enter")
    expect(page.locator("#cau-2 legend")).to_be_focused()


def test_what_is_read_aloud_names_letters_saves_and_the_map(conditions):
    page = conditions(width=1280)
    start(page)
    first = page.locator("#cau-1 input").first
    expect(first).to_have_accessible_name(re.compile(r"^A \S"))
    expect(page.locator("#mo-ban-do")).to_have_accessible_name("Bản đồ: đã trả lời 0/3 câu")
    status = page.locator("#thong-bao")
    page.keyboard.press("1")
    expect(status).to_have_text("Đã lưu câu 1 trên máy chủ.")
    expect(page.locator("#mo-ban-do")).to_have_accessible_name("Bản đồ: đã trả lời 1/3 câu")
    page.evaluate("document.getElementById('thong-bao').textContent = ''")
    page.keyboard.press("2")
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    assert status.inner_text() == ""


def test_handing_in_lists_what_is_unanswered_and_flagged_and_says_that_it_is_final(conditions):
    page = conditions()
    start(page)
    page.locator("#cau-1 .option").first.click()
    page.locator("#cau-1 .flag").click()
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    dialog = page.get_by_role("dialog", name="Nộp bài?")
    expect(dialog).to_contain_text("Nộp rồi thì không sửa được nữa.")
    expect(dialog).to_contain_text("Bạn đã đánh dấu xem lại sau:")
    labels = [one.get_attribute("aria-label") for one in dialog.locator(".cell").all()]
    assert labels == ["Câu 2", "Câu 3", "DĐ (câu dự đoán)", "Câu 1"]
    dialog.locator(".cell").last.click()
    expect(page.locator("#cau-1")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 640), (1280, 800)])
def test_nothing_that_is_focused_lies_behind_a_bar(conditions, width, height):
    page = conditions(width=width, reduced_motion="reduce")  # else pages glide while we look
    page.set_viewport_size({"width": width, "height": height})
    start(page)
    stops = tab_through(page)
    assert len(stops) > 4
    assert [one["name"] for one in stops if one["isHidden"]] == []


def test_enlarged_to_400_percent_the_bars_leave_room_and_the_clock_stays(conditions):
    page = conditions(width=320)
    page.set_viewport_size({"width": 320, "height": 256})
    start(page)
    assert (axe(page), overflow(page)) == ([], 0)
    expect(page.locator("#sau")).not_to_be_in_viewport()
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => scrollY > 100")
    expect(page.locator("#dong-ho")).to_be_in_viewport()
    expect(page.locator(".save-state")).not_to_be_in_viewport()
    assert page.locator("#dong-ho").bounding_box()["height"] < 40


def test_a_browser_without_dialogs_shows_map_and_hand_in(conditions):
    names = "['show', 'showModal', 'close']"
    gone = f"for (const name of {names}) delete HTMLDialogElement.prototype[name]"
    page = conditions(scripts=[gone])
    start(page)
    page.locator("#mo-ban-do").click()
    expect(page.locator("#ban-do")).to_be_visible()
    page.locator("#ban-do .cell").nth(2).click()
    expect(page.locator("#ban-do")).to_be_hidden()
    expect(page.locator("#cau-3")).to_be_visible()
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    expect(page.locator("#tong-ket")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tong-ket")).to_be_hidden()


def test_forced_colours_keep_what_is_looked_at_in_the_maps_legend(conditions):
    page = conditions(width=1280)
    page.emulate_media(forced_colors="active")
    start(page)
    look = "(one) => getComputedStyle(one).outlineStyle"
    legend = page.locator(".legend .cell")
    assert legend.nth(1).evaluate(look) != legend.nth(0).evaluate(look)
