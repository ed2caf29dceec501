"""Every page of every role, on the sample data: no barrier (axe) and nothing wider than a phone."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Attempt, Contest, Entry
from quizsite.accounts.models import User
from tests.factories import RoundFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SLUG = "cchc-thu-do-2026"
CONTEST = f"/cuoc-thi/{SLUG}/"
DESK = f"/to-chuc/{SLUG}/"
BANK = "/to-chuc/ngan-hang/"

ANYBODY = [
    "/",
    CONTEST,
    f"{CONTEST}bang-xep-hang/",
    f"{CONTEST}bang-xep-hang/?ky=1&man-chieu=1",
    f"{CONTEST}don-vi/",
    f"{CONTEST}don-vi/so-noi-vu/?ky=1",
    f"{CONTEST}don-vi/?tim=khong+co+don+vi+nay",
    "/dang-nhap/",
    "/dang-nhap/bang-ma/",
    "/dang-ky/",
    "/quen-mat-khau/",
    "/dong-y/",
]
CONTESTANT = [
    "/",
    CONTEST,
    f"{CONTEST}vao-thi/2/",
    f"{CONTEST}bang-xep-hang/?ky=1",
    "/tai-khoan/",
    "/tai-khoan/ho-ten/",
    "/tai-khoan/du-lieu-ca-nhan/",
    "/tai-khoan/thu-dien-tu/",
    "/tai-khoan/so-dien-thoai/",
    "/tai-khoan/thiet-bi/",
    "/tai-khoan/hai-lop/",
    "/tai-khoan/xac-nhan/",
    "/tai-khoan/lien-ket/",
    "/don-vi/so-noi-vu/",  # refused
]
CONTACT = ["/", "/tai-khoan/", "/don-vi/so-noi-vu/", f"{CONTEST}dang-ky/"]
ORGANISER = [
    "/",
    "/to-chuc/",
    "/to-chuc/tao/",
    "/to-chuc/van-hanh/",
    DESK,
    f"{DESK}sua/",
    f"{DESK}cong-bo/",
    f"{DESK}nhat-ky/",
    f"{DESK}du-thi/",
    f"{DESK}ky/them/",
    f"{DESK}ky/1/",
    f"{DESK}ky/1/chot/",
    f"{DESK}ky/1/chot/tep-ket-qua/",
    f"{DESK}ky/2/theo-doi/",
    f"{DESK}ky/2/dong-som/",
    f"{DESK}ky/4/",  # a draft
    f"{DESK}ky/4/cong-bo/",
    BANK,
    f"{BANK}cau-hoi/them/",
    f"{BANK}van-ban/",
    f"{BANK}van-ban/them/",
    f"{BANK}nhap/",
]
STAFF = ["/to-chuc/", "/to-chuc/nhat-ky/"]


@pytest.fixture
def sample(transactional_db: None) -> Contest:
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", password="mat-khau-cua-bai-thu", verbosity=0)
    call_command("load_sample_results", f"{SLUG}/1", people=12, verbosity=0)
    contest = Contest.objects.get(slug=SLUG)
    RoundFactory(contest=contest, number=4, title="Tuần 4", state="draft")
    UserFactory(email="quan-tri@example.vn", is_staff=True)
    organiser = User.objects.get(email="to-chuc@example.vn")
    organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    return contest


@pytest.fixture
def papers(sample: Contest) -> list[str]:
    """A result, an open paper and the pages that name a row, as addresses."""
    entry = Entry.objects.get(contest=sample, user__email="thi-sinh@example.vn")
    round = sample.rounds.get(number=2)
    done: Attempt = start_attempt(entry, round=round, at=timezone.now())
    submit_attempt(done, at=timezone.now())
    started: Attempt = start_attempt(entry, round=round, at=timezone.now())
    return [f"/bai-thi/{done.code}/ket-qua/", f"/bai-thi/{started.code}/"]


@pytest.fixture
def visits(pages, full_server, session_cookie) -> Callable[..., list[str]]:
    """`visits(paths, who="…")`: what is wrong on these pages, one line each."""

    def visit(paths: list[str], *, who: str = "") -> list[str]:
        page = pages(width=1280, base_url=full_server)
        if who:
            person = User.objects.get(email=f"{who}@example.vn")
            page.context.add_cookies([session_cookie(person, full_server)])
        return [wrong for path in paths for wrong in _wrong_on(page, path)]

    return visit


def _wrong_on(page, path: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    wrong = axe(page)
    if page.locator("h1").count() != 1 or not page.title():
        wrong.append("not one heading of the first level and a title")
    page.set_viewport_size({"width": 360, "height": 740})
    wrong += axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    if overflow(page):
        wrong.append(f"{overflow(page)} px wider than 320")
    return [f"{path}: {one}" for one in wrong]


def test_every_page_is_accessible_and_fits_a_phone(visits, sample, papers):
    question = sample.rounds.get(number=1).sections.first().pool[0]
    named = [f"{DESK}du-thi/{sample.entries.first().pk}/"]
    named += [f"{BANK}cau-hoi/{question}/", f"{BANK}cau-hoi/{question}/sua/"]
    wrong = visits(ANYBODY)
    wrong += visits(CONTESTANT + papers, who="thi-sinh")
    wrong += visits(CONTACT, who="dau-moi")
    wrong += visits(ORGANISER + named, who="to-chuc")
    wrong += visits(STAFF, who="quan-tri")
    assert wrong == []
