"""The site on a person's own device: theme, size of letters, no network, the home screen."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Error, expect

from contests.models import Contest
from tests.contests.surveys.cast import survey_of
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SLUG = "cchc-thu-do-2026"
CONTEST = f"/cuoc-thi/{SLUG}/"
APPEARANCE = "/giao-dien/"
GROUND = "getComputedStyle(document.body).backgroundColor"
LETTERS = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
DAY, NIGHT = "rgb(251, 248, 241)", "rgb(18, 22, 29)"
KEPT = """async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().map(({ url }) => new URL(url).pathname).sort();
}"""
OFFERED = """() => {
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    offer.prompt = async () => { document.title = "asked"; };
    offer.userChoice = Promise.resolve({ outcome: "accepted" });
    return dispatchEvent(offer);
}"""
WORKER_IS_READY = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def sample(transactional_db: None) -> Contest:
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", password="mat-khau-cua-bai-thu", verbosity=0)
    return Contest.objects.get(slug=SLUG)


@pytest.fixture
def page(pages, sample, full_server):
    return pages(base_url=full_server, service_workers="allow")


def choose(page, label):
    page.goto(APPEARANCE)
    page.get_by_label(label, exact=True).check()
    expect(page.locator("[data-said]")).to_have_text("Đã ghi trên máy này.")


def test_pages_follow_the_device_and_then_what_was_chosen(page):
    page.emulate_media(color_scheme="dark")
    page.goto(CONTEST)
    assert page.evaluate(GROUND) == NIGHT
    choose(page, "Sáng")
    assert page.evaluate(GROUND) == DAY
    page.emulate_media(color_scheme="light")
    choose(page, "Tối")
    page.goto(CONTEST)
    assert page.evaluate(GROUND) == NIGHT
    assert axe(page) == []
    choose(page, "Theo máy")
    assert page.evaluate(GROUND) == DAY


def test_the_theme_is_there_before_anything_is_drawn(page):
    choose(page, "Tối")
    page.add_init_script(
        """new MutationObserver((_, self) => {
            if (!document.body) return;
            window.themeAtFirst = document.documentElement.dataset.theme;
            self.disconnect();
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(CONTEST)
    assert page.evaluate("window.themeAtFirst") == "toi"
    assert page.context.cookies() == []  # nothing of it goes to the server


def test_without_scripts_pages_follow_the_device(pages, sample, full_server):
    page = pages(base_url=full_server, java_script_enabled=False, color_scheme="dark")
    page.goto(APPEARANCE)
    assert page.evaluate(GROUND) == NIGHT
    expect(page.locator("[data-appearance]")).to_be_hidden()


def test_paper_and_halls_stay_as_by_day(page):
    choose(page, "Tối")
    page.goto(f"{CONTEST}bang-xep-hang/?ky=1&man-chieu=1")
    assert page.locator("html").get_attribute("data-theme") == "sang"
    page.goto(CONTEST)
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 36, 48)"


def test_larger_letters_reach_an_open_page_and_fit_a_narrow_one(page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(CONTEST)
    before = page.evaluate(LETTERS)
    other = page.context.new_page()
    choose(other, "Rất to")
    page.wait_for_function(f"() => {LETTERS} > {before}")
    assert page.evaluate(LETTERS) == pytest.approx(before * 1.375)
    assert overflow(page) == 0
    choose(other, "To")
    page.wait_for_function(f"() => {LETTERS} < {before * 1.3}")
    other.close()


def test_where_storage_is_blocked_the_page_says_so(page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    page.goto(APPEARANCE)
    page.get_by_label("Tối", exact=True).check()
    assert page.evaluate(GROUND) == NIGHT
    expect(page.locator("[data-said]")).to_contain_text("Trình duyệt không cho ghi nhớ")


def test_without_network_a_page_says_what_works_and_gives_way_by_itself(page):
    page.goto("/")
    page.evaluate(WORKER_IS_READY)
    page.context.set_offline(True)
    page.goto(CONTEST)
    expect(page.locator("h1")).to_have_text("Máy này đang không có mạng")
    expect(page.get_by_text("Câu trả lời được ghi trên máy này")).to_be_visible()
    assert page.evaluate(GROUND) == DAY
    assert axe(page) == []
    page.get_by_role("link", name="Thử lại").click()
    expect(page.locator("h1")).to_have_text("Máy này đang không có mạng")
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Tìm hiểu cải cách hành chính Thủ đô 2026")


def test_a_device_keeps_no_page_of_who_is_signed_in(page, session_cookie, full_server, sample):
    page.goto("/")
    page.evaluate(WORKER_IS_READY)
    shell = page.evaluate(KEPT)
    assert "/ung-dung/khong-mang/" in shell
    person = sample.entries.get(user__email="thi-sinh@example.vn").user
    page.context.add_cookies([session_cookie(person, full_server)])
    for path in ("/", CONTEST, "/ket-qua-cua-toi/", "/tai-khoan/"):
        page.goto(path)
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    assert page.evaluate(KEPT) == shell
    page.context.set_offline(True)
    page.goto("/tai-khoan/")
    expect(page.locator("h1")).to_have_text("Máy này đang không có mạng")


def test_a_survey_never_meets_the_worker(page):
    survey = survey_of()
    page.goto(f"/khao-sat/{survey.code}/")
    page.wait_for_timeout(4000)  # longer than other pages wait
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
    page.goto("/")
    page.evaluate(WORKER_IS_READY)
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"/khao-sat/{survey.code}/")


def test_the_worker_that_switches_off_leaves_nothing_behind(page):
    page.goto("/")
    page.evaluate(WORKER_IS_READY)
    assert page.evaluate(KEPT) != []
    page.evaluate("navigator.serviceWorker.register('/static/site/service-worker-off.js')")
    page.wait_for_function("() => caches.keys().then((names) => names.length === 0)")
    page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration('/static/site/').then((one) => !one)"
    )


def test_the_offer_to_install_is_quiet_and_no_is_no(page):
    page.goto("/")
    offer = page.locator("[data-install]")
    expect(offer).to_be_hidden()
    page.evaluate(OFFERED)
    expect(offer).to_be_visible()
    assert axe(page) == []
    offer.get_by_role("button", name="Không, cảm ơn").click()
    expect(offer).to_be_hidden()
    page.reload()
    page.evaluate(OFFERED)
    expect(page.locator("[data-install]")).to_be_hidden()
    page.goto(APPEARANCE)  # whoever looks for it still finds it
    page.evaluate(OFFERED)
    page.get_by_role("button", name="Cài lên màn hình chính").click()
    expect(page).to_have_title("asked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_carries_a_line_in_both_themes(pages, transactional_db, scheme):
    page = pages(color_scheme=scheme)
    page.goto("/dang-nhap/")
    colour = page.evaluate("getComputedStyle(document.querySelector('main a')).color")
    for focused in (page.locator("[name=login]"), page.locator("main button").first):
        focused.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(focused).to_be_focused()
        expect(focused).to_have_css("outline", f"{colour} solid 3px")
