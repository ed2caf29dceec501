"""Every page of every role, on the sample data: no barrier (axe) and nothing wider than a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone

from contests.allowances.affected import preview_of
from contests.allowances.incidents import propose_incident
from contests.analysis.analysing import analyse_round
from contests.appeals.appeals import appeal_question
from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import (
    Answer,
    Appeal,
    Attempt,
    Contest,
    Entry,
    Incident,
    IntegrityCase,
    LikenessPair,
    TextMark,
    Work,
)
from contests.practice.asked import Asked
from contests.practice.questions import practicable
from leaderboard.models import SharedResult
from questionbank.models import Axis, QuestionSet, Revision
from quizsite.accounts.consents import give_consent_again
from quizsite.accounts.models import Purpose, User
from tests.factories import (
    AttemptFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.journeys.initiative_pages import initiative_pages
from tests.journeys.survey_pages import survey_pages
from tests.journeys.work_pages import (
    ballot_desk_pages,
    ballot_pages,
    own_work_pages,
    sieved_round,
    work_desk_pages,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SLUG = "cchc-thu-do-2026"
CONTEST = f"/cuoc-thi/{SLUG}/"
DESK = f"/to-chuc/{SLUG}/"
BANK = "/to-chuc/ngan-hang/"

ANYBODY = [
    "/",
    CONTEST,
    f"{CONTEST}dang-ky/",
    f"{CONTEST}dang-ky/?don-vi=so-noi-vu",
    f"{CONTEST}thu/",
    f"{CONTEST}thu/dap-an/",
    f"{CONTEST}the-le/",
    f"{CONTEST}the-le/?ban=1",
    f"{CONTEST}bang-xep-hang/",
    f"{CONTEST}bang-xep-hang/?ky=1&man-chieu=1",
    f"{CONTEST}man-chieu/buc/?ky=1",
    f"{CONTEST}man-chieu/don-vi/?ky=1",
    f"{CONTEST}don-vi/",
    f"{CONTEST}don-vi/so-noi-vu/?ky=1",
    f"{CONTEST}don-vi/?tim=khong+co+don+vi+nay",
    f"{CONTEST}so-sanh-don-vi/?ky=2",
    f"{CONTEST}so-sanh-don-vi/so-noi-vu/",
    f"{CONTEST}buc-tranh-don-vi/?ky=1",
    f"{CONTEST}buc-tranh-don-vi/so-noi-vu/?ky=1",
    f"/nhung/{SLUG}/don-vi/?ky=1",
    f"{CONTEST}dat-giai/",
    "/trung-bay/",
    "/trung-bay/?q=khong+co+bai+nay",
    f"/nhung/trung-bay/?cuoc_thi={SLUG}",
    "/sang-kien/",
    "/sang-kien/?q=khong+co+y+tuong+nay",
    "/sang-kien/gui/",
    "/sang-kien/theo-doi/",
    "/sang-kien/so-lieu/",
    "/luyen-tap/",
    f"/luyen-tap/?cuoc-thi={SLUG}",
    "/luyen-tap/cau-hoi/?luot=1",
    "/luyen-tap/cau-hoi/?truc=3&luot=1&cau=2",
    "/luyen-tap/tai-lieu/",
    f"/luyen-tap/tai-lieu/?cuoc-thi={SLUG}",
    "/dang-nhap/",
    "/dang-nhap/bang-ma/",
    "/dang-ky/",
    "/quen-mat-khau/",
    "/dong-y/",
    "/giao-dien/",
    "/ung-dung/khong-mang/",
]
CONTESTANT = [
    "/",
    CONTEST,
    f"{CONTEST}vao-thi/2/",
    f"{CONTEST}bang-xep-hang/?ky=1",
    f"{CONTEST}khieu-nai/",
    "/ket-qua-cua-toi/",
    "/luyen-tap/",
    f"/luyen-tap/cau-hoi/?cuoc-thi={SLUG}",
    "/luyen-tap/kien-thuc/",
    "/tai-khoan/",
    "/tai-khoan/ho-ten/",
    "/tai-khoan/du-lieu-ca-nhan/",
    "/tai-khoan/tin/",
    "/tai-khoan/tin/gio-nghi/",
    "/tai-khoan/thu-dien-tu/",
    "/tai-khoan/so-dien-thoai/",
    "/tai-khoan/thiet-bi/",
    "/tai-khoan/hai-lop/",
    "/tai-khoan/xac-nhan/",
    "/tai-khoan/lien-ket/",
    "/don-vi/so-noi-vu/",  # refused
]
ROSTER = f"/don-vi/so-noi-vu/danh-sach/{SLUG}/"
CONTACT = [
    "/",
    "/tai-khoan/",
    "/don-vi/so-noi-vu/",
    f"/don-vi/so-noi-vu/nhac/{SLUG}/",
    "/don-vi/so-noi-vu/bao-cao/",
    "/tuyen-truyen/don-vi/so-noi-vu/",
    "/tuyen-truyen/don-vi/so-noi-vu/hoat-dong/",
    "/tuyen-truyen/don-vi/so-noi-vu/co-quan/",
    "/tuyen-truyen/don-vi/so-noi-vu/so-van-ban/",
    f"{CONTEST}dang-ky/",
    ROSTER,
    f"{ROSTER}?in=1",
    f"{ROSTER}tin-nhan/",
    f"{ROSTER}nhap/",
    f"{ROSTER}them/",
    f"{ROSTER}trung-ten/",
    f"{ROSTER}so-nguoi/",
    f"{ROSTER}moi/",
    "/don-vi/so-noi-vu/dau-moi/",
]
ORGANISER = [
    "/",
    "/to-chuc/",
    "/to-chuc/tao/",
    "/to-chuc/tao-tu-mau/",
    "/to-chuc/tao-tu-mau/hue-2025/",
    "/to-chuc/van-hanh/",
    DESK,
    f"{DESK}sua/",
    f"{DESK}cong-bo/",
    f"{DESK}chep/",
    f"{DESK}dien-tap/",
    f"{DESK}lich/",
    f"{DESK}nhat-ky/",
    f"{DESK}tin/",
    f"{DESK}tin/nhac/",
    f"{DESK}tin/mau/reminder/",
    f"{DESK}du-thi/",
    f"{DESK}duong-dan-dang-ky/?unit=so-noi-vu",
    f"{DESK}ban-to-chuc/",
    f"{DESK}ban-to-chuc/loi-moi/",
    f"{DESK}giam-khao/",
    f"{DESK}dieu-kien/",
    f"{DESK}doi-tuong/",
    f"{DESK}doi-tuong/hoi/",
    f"{DESK}doi-tuong/so-lieu/",
    f"{DESK}chi-tieu/",
    f"{DESK}chi-tieu/con-thieu/",
    f"{DESK}the-le/",
    f"{DESK}tai-lieu/",
    f"{DESK}danh-sach/",
    f"{DESK}so-sanh-don-vi/?ky=2",
    f"{DESK}danh-sach/han-chot/",
    f"{DESK}trung-nguoi/",
    f"{DESK}dau-hieu/",
    f"{DESK}khong-du-thi/",
    f"{DESK}khong-xet-giai/",
    f"{DESK}khong-du-thi/dang-ky-lai/",
    f"{DESK}ky/them/",
    f"{DESK}ky/1/",
    f"{DESK}giai/",
    f"{DESK}giai/them/",
    f"{DESK}ky/4/giai/",
    f"{DESK}ky/4/giai/tap-the/",
    f"{DESK}ky/1/dat-giai/",
    f"{DESK}bao-cao/",
    f"{DESK}ky/1/bao-cao/",
    f"{DESK}bao-cao/nguoi/?dung_het=on",
    f"{DESK}ky/1/bao-cao/nguoi/?dai=1",
    f"{DESK}ky/1/bao-cao/nguoi/?ngay=abc",
    f"{DESK}van-ban/",
    f"{DESK}van-ban/co-quan/",
    f"{DESK}van-ban/regulation/",
    f"{DESK}van-ban/mau-rieng/",
    f"{DESK}van-ban/appeal-minutes/",
    f"{DESK}ky/1/van-ban/",
    f"{DESK}ky/1/van-ban/don-doc/",
    f"{DESK}giay-chung-nhan/",
    f"{DESK}ky/1/giay-chung-nhan/",
    f"{DESK}giay-chung-nhan/mau/",
    f"{DESK}rut/",
    f"{DESK}du-thi/chuyen/",
    f"{DESK}bai-gui-lai/",
    f"{DESK}so-loai/bai-mau/",
    f"{DESK}so-loai/ky/8/",
    f"{DESK}so-loai/ky/8/?xem=hop-le&loc=can-xem",
    f"{DESK}so-loai/ky/8/giong-nhau/",
    f"{DESK}khieu-nai/",
    f"{DESK}khieu-nai/?da-xet=1",
    f"{DESK}ky/1/chot/",
    f"{DESK}ky/1/chot/tep-ket-qua/",
    f"{DESK}ky/1/kiem-tra/",
    f"{DESK}ky/2/theo-doi/",
    f"{DESK}ky/2/dong-som/",
    f"{DESK}ky/2/gio/",
    f"{DESK}ky/2/cau-hoi/",
    f"{DESK}ky/2/cau-hoi/?cho=1",
    f"{DESK}ky/2/su-co/",
    f"{DESK}ky/2/su-co/them/",
    f"{DESK}ky/1/phan-tich/",
    f"{DESK}ky/1/phan-tich/noi-dung/",
    f"{DESK}ket-qua/",
    f"{DESK}kiem-tra/",
    f"{DESK}ky/1/cong-bo-hang/",
    f"{DESK}du-thi/?trang_thai=hop-le",
    f"{DESK}ky/3/rut/",
    f"{DESK}ky/4/rut/",
    f"{DESK}ky/4/",  # a draft
    f"{DESK}ky/4/cong-bo/",
    f"{DESK}ky/5/vao-ky/",
    f"{DESK}ky/5/vao-ky/?q=a",
    f"{DESK}ky/6/cau-hoi-phu/",
    f"{DESK}ky/7/cham-cau-hoi-phu/",
    f"{DESK}ky/7/cham-cau-hoi-phu/?loc=cho",
    BANK,
    f"{BANK}cau-hoi/them/",
    f"{BANK}cau-hoi/them/?dang=number",
    f"{BANK}cau-hoi/them/?dang=text",
    f"{BANK}van-ban/",
    f"{BANK}van-ban/them/",
    f"{BANK}truc/",
    f"{BANK}nhap/",
    f"{BANK}tai-lieu/",
]
STAFF = [
    "/to-chuc/",
    "/to-chuc/nhat-ky/",
    "/to-chuc/vai/",
    "/to-chuc/nguoi-dung/",
    "/to-chuc/nguoi-dung/?q=nguyen",
    "/to-chuc/loi-moi/",
    "/tuyen-truyen/",
    "/tuyen-truyen/ky-bao-cao/",
    "/tuyen-truyen/co-quan/",
    "/tuyen-truyen/so-van-ban/?ky=nam&nam=2026",
    "/to-chuc/don-vi/",
    "/to-chuc/don-vi/them/",
    "/to-chuc/don-vi/tinh/?province=01",
    "/to-chuc/don-vi/nhap/",
    "/to-chuc/don-vi/ma/so-noi-vu/",
    "/to-chuc/don-vi/ma/so-noi-vu/sua/",
    "/to-chuc/don-vi/ma/so-noi-vu/ket-thuc/",
    "/to-chuc/don-vi/ma/so-noi-vu/so-can-bo/",
    "/to-chuc/don-vi/ma/so-noi-vu/dau-moi/",
]


# Halls' screens keep their own design.
LOOK_CHANGED = """() => {
    const root = document.documentElement;
    if (root.hasAttribute("data-screen")) return false;
    root.setAttribute("data-%s", "%s");
    return true;
}"""


@pytest.fixture
def sample(transactional_db: None) -> Contest:
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", password="mat-khau-cua-bai-thu", verbosity=0)
    call_command("load_sample_results", f"{SLUG}/1", people=12, verbosity=0)
    contest = Contest.objects.get(slug=SLUG)
    analyse_round(contest.rounds.get(number=1), at=timezone.now())
    RoundFactory(contest=contest, number=4, title="Tuần 4", state="draft")
    later = {"opens_at": timezone.now() + timedelta(days=30)}
    later["closes_at"] = later["opens_at"] + timedelta(days=1)
    final = {"qualify_scope": "division", "qualify_from": [1], "qualified_at": timezone.now()}
    last = RoundFactory(contest=contest, number=5, title="Chung kết", **final, **later)
    civil = contest.divisions.get(audience="cbccvc")
    for field in ("Đất đai", "Hộ tịch"):
        SectionFactory(round=last, division=civil, field=field, axis=None)
    over = {"opens_at": timezone.now() - timedelta(days=60)}
    over["closes_at"] = over["opens_at"] + timedelta(days=1)
    asks = {"prediction_target": "answer", "sub_question": "Năm 2025 có bao nhiêu hồ sơ?"}
    RoundFactory(contest=contest, number=6, title="Vòng phụ", **asks, **over)
    _marked_round(contest, **over)
    sieved_round(contest, **over)
    practice = QuestionSet.objects.create(
        name="Câu luyện tập", is_practice=True, created_at=timezone.now()
    )
    practice.questions.set([RevisionFactory().question for _ in range(3)])
    UserFactory(email="quan-tri@example.vn", is_staff=True)
    organiser = User.objects.get(email="to-chuc@example.vn")
    organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    return contest


def _marked_round(contest: Contest, **over: Any) -> None:
    """One answer in words waits for its mark, another one's mark for the second organiser."""
    asks = {"prediction_target": "text", "sub_question": "Nên đổi điều gì trước?"}
    round = RoundFactory(contest=contest, number=7, title="Vòng chấm", **asks, **over)
    entries = Entry.objects.filter(contest=contest)[:2]
    for entry, text in zip(entries, ("Giảm giấy tờ", "Trả kết quả tại nhà"), strict=True):
        facts = {"entry": entry, "round": round, "state": "submitted", "prediction": 0}
        at = round.opens_at
        attempt = AttemptFactory(**facts, finished_at=at, correct_count=1)
        Answer.objects.create(attempt=attempt, position=0, choice=1, text=text, seq=1, saved_at=at)
    TextMark.objects.create(attempt=attempt, mark=7, given_at=round.closes_at)


@pytest.fixture
def papers(sample: Contest) -> list[str]:
    """A result, an open paper and the pages that name a row, as addresses."""
    entry = Entry.objects.get(contest=sample, user__email="thi-sinh@example.vn")
    round = sample.rounds.get(number=2)
    done: Attempt = start_attempt(entry, round=round, at=timezone.now())
    submit_attempt(done, at=timezone.now())
    started: Attempt = start_attempt(entry, round=round, at=timezone.now())
    shared = SharedResult.objects.create(attempt=done, shared_at=timezone.now())
    give_consent_again(entry.user, purpose=Purpose.PUBLICATION, at=timezone.now(), channel="test")
    shown = [f"/bai-thi/{done.code}/ket-qua/", f"/bai-thi/{done.code}/chia-se/"]
    plain = f"/bai-thi/{started.code}/don-gian/"
    last = f"{plain}?trang=nop&cua-so={started.writer}"
    # The paper's own page comes last: its script makes it the newest tab.
    return [*shown, f"/chia-se/{shared.code}/", plain, last, f"/bai-thi/{started.code}/"]


def appeal_of(sample: Contest) -> Appeal:
    """A paper of the round that is over becomes the contestant's, who appeals a question."""
    entry = Entry.objects.get(contest=sample, user__email="thi-sinh@example.vn")
    paper = Attempt.objects.closed().filter(round__number=1).select_related("round__contest")[0]
    paper.entry, paper.number = entry, 9
    paper.save()
    return appeal_question(paper, position=1, text="Câu này sai", at=timezone.now())


@pytest.fixture
def visits(pages, full_server, session_cookie) -> Callable[..., list[str]]:
    """`visits(paths, who="…")`: what is wrong on these pages, one line each."""

    def visit(paths: list[str], *, who: str = "") -> list[str]:
        page = pages(width=1280, base_url=full_server, reduced_motion="reduce")
        if who:
            person = User.objects.get(email=f"{who}@example.vn")
            page.context.add_cookies([session_cookie(person, full_server)])
        return [wrong for path in paths for wrong in _wrong_on(page, path)]

    return visit


def _case_in(sample: Contest) -> IntegrityCase:
    """Two papers of round 1 beside each other, as if they were alike."""
    papers = [one.pk for one in Attempt.objects.filter(round__number=1).order_by("pk")[:2]]
    pair = {"papers": papers, "places": ["unit"], "common": 2, "both_wrong": 1, "same_wrong": 1}
    pair |= {"near": 1, "timed": 2}
    case = IntegrityCase.objects.create(
        round=sample.rounds.get(number=1),
        kind="alike",
        key="sample",
        strength=20,
        base_count=0,
        base_total=400,
        evidence={**pair, "pairs": [pair, pair], "attempts": papers},
        found_at=timezone.now(),
    )
    case.entries.set(Entry.objects.filter(attempts__in=papers))
    return case


def _wrong_on(page, path: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(path)
    wrong = axe(page)
    if answer is None or answer.status not in {200, 403}:  # 403: one page is refused on purpose
        wrong.append(f"answered {answer and answer.status}")
    if page.locator("h1").count() != 1 or not page.title():
        wrong.append("not one heading of the first level and a title")
    page.set_viewport_size({"width": 360, "height": 740})
    wrong += axe(page)
    by_night = LOOK_CHANGED % ("theme", "toi")
    if page.evaluate(by_night):
        wrong += [f"by night: {one}" for one in axe(page, rules=["color-contrast"])]
    page.set_viewport_size({"width": 320, "height": 640})
    if overflow(page):
        wrong.append(f"{overflow(page)} px wider than 320")
    if page.evaluate(LOOK_CHANGED % ("text", "rat-to")) and overflow(page):
        wrong.append(f"{overflow(page)} px wider than 320 in the largest letters")
    return [f"{path}: {one}" for one in wrong]


def incident_in(contest: Contest) -> Incident:
    incident = Incident(
        round=contest.rounds.get(number=2),
        affected="everybody",
        remedy="time",
        extra_s=300,
        reason="Mất điện",
    )
    by = User.objects.get(email="to-chuc@example.vn")
    proposed = propose_incident(
        incident, may_pass_closing=True, accepts_shown=False, by=by, at=timezone.now()
    )
    Incident.objects.update(preview=preview_of(proposed, at=timezone.now()))
    return proposed


def prize_pages(sample: Contest) -> list[str]:
    """Those that name a prize, a collective rule or a person."""
    rule = sample.collective_rules.get()
    entry = sample.rounds.get(number=1).standings.first().entry_id
    paper = Attempt.objects.closed().filter(round__number=1)[0]  # whosesoever it is by now
    return [
        f"{DESK}du-thi/{paper.entry_id}/bai/{paper.code}/dien-bien/",
        f"{DESK}giai/{sample.listed_prizes.first().pk}/",
        f"{DESK}giai/tap-the/{rule.pk}/",
        f"{DESK}ky/1/dat-giai/{entry}/",
        f"{DESK}tap-the/{rule.pk}/?nguong=10",
        f"{DESK}tap-the/{rule.pk}/diem/so-noi-vu/",
    ]


def test_ballots_and_works_are_accessible_and_fit_a_phone(visits, sample):
    anybody, author, desk = ballot_pages(sample), own_work_pages(sample), work_desk_pages(sample)
    wrong = visits(anybody) + visits([*anybody, *author], who="thi-sinh")
    assert wrong + visits([*ballot_desk_pages(sample), *desk], who="to-chuc") == []


def test_surveys_are_accessible_and_fit_a_phone(visits, sample):
    anybody, desk = survey_pages(sample)
    wrong = visits(anybody)
    wrong += visits(desk, who="to-chuc")
    wrong += visits(["/to-chuc/khao-sat/"], who="quan-tri")
    assert wrong == []


def test_initiatives_are_accessible_and_fit_a_phone(visits, sample):
    pages = initiative_pages()
    assert [wrong for who, paths in pages.items() for wrong in visits(paths, who=who)] == []


@pytest.mark.proof  # a minute; journeys look at the pages that they pass
def test_every_page_is_accessible_and_fits_a_phone(visits, sample, papers):
    first = sample.rounds.get(number=1).sections.first().pool[0]
    question = Revision.objects.get(pk=first).question_id
    entrant = Entry.objects.get(contest=sample, user__email="thi-sinh@example.vn").pk
    person = f"{DESK}du-thi/{entrant}/"
    named = [person, *(f"{person}them/{kind}/" for kind in ("gio", "luot", "thi-bu"))]
    named += [f"{person}linh-vuc/", f"{DESK}ky/5/vao-ky/{entrant}/"]
    named += [f"{DESK}ky/2/su-co/{incident_in(sample).pk}/"]
    appeal = appeal_of(sample)
    named.append(f"{DESK}khieu-nai/{appeal.pk}/")
    papers.append(f"/bai-thi/{appeal.attempt.code}/khieu-nai/")
    named += [f"{DESK}dau-hieu/{_case_in(sample).pk}/"]
    named += [f"{DESK}so-loai/bai/{Work.objects.first().pk}/"]
    named += [f"{DESK}so-loai/cap/{LikenessPair.objects.get().pk}/"]
    named += prize_pages(sample)
    named += [f"{BANK}truc/{Axis.objects.values_list('pk', flat=True)[0]}/"]
    named += [f"{BANK}cau-hoi/{question}/", f"{BANK}cau-hoi/{question}/sua/"]
    named += [f"{DESK}tai-lieu/{sample.study_items.first().pk}/"]
    signed = Asked(practicable(at=timezone.now())[0].revision, (3, 1, 0, 2)).signed
    told = f"/luyen-tap/cau-hoi/?phieu={quote(signed)}"
    wrong = visits([*ANYBODY, told, f"{told}&khong-biet=1", f"{told}&cau-1=0&hom-nay=1"])
    wrong += visits(CONTESTANT + papers, who="thi-sinh")
    wrong += visits(CONTACT, who="dau-moi")
    wrong += visits(ORGANISER + named, who="to-chuc")
    wrong += visits(STAFF, who="quan-tri")
    assert wrong == []
