"""Lists, people and reports, filled as on a day of work: no barrier, nothing wider than a phone.

`test_every_page.py` looks at most of them empty."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contests.models import Attempt, Contest, DeviceClass, Entry, RosterTerm
from contests.roster.list_file import ROSTER as ROSTER_SCHEMA
from contests.roster.previews import keep_preview
from leaderboard.propaganda.sample_events import load_sample_events
from leaderboard.propaganda_models import PropagandaEvent
from leaderboard.reports.letterheads import report_office_of, set_report_office
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.tables.reader import read_upload
from tests.factories import EntryFactory, RosterPersonFactory
from tests.journeys.test_every_page import DESK, ROSTER, SLUG, sample, visits  # noqa: F401 -- fixtures
from tests.people import browser_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LONG = "Nguyễn Thị Hoàng Phương Quỳnh Trang Anh Thư"
HEAD = "Họ và tên,Thư điện tử,Nhóm,Bắt buộc,Đơn vị"
CLEAN = f"{LONG},mot-dia-chi-rat-dai-khong-ngat-dong@coquan.example.vn,,,"
WRONG = "Lê Bình,không phải thư,nhóm lạ,có lẽ,Phòng không có"


@pytest.fixture
def roster(sample) -> Contest:  # noqa: F811 -- the fixture of that name
    """Two lines whose people may be entries."""
    unit = Unit.objects.get(code="so-noi-vu")
    division = sample.divisions.first()
    RosterTerm.objects.create(contest=sample, closes_at=timezone.now() + timedelta(days=9))
    for name, listed in ((LONG, LONG), ("Lê Hòa", "Lê Hoà")):
        person = {"user__full_name": name, "user__email": f"{len(name)}@example.vn"}
        EntryFactory(contest=sample, unit=unit, division=division, **person)
        RosterPersonFactory(contest=sample, unit=unit, full_name=listed, email=None)
    return sample


def _preview(contest: Contest, *lines: str) -> str:
    contact = User.objects.get(email="dau-moi@example.vn")
    preview = keep_preview(
        read_upload(SimpleUploadedFile("danh-sach.csv", "\n".join(lines).encode()), ROSTER_SCHEMA),
        contest=contest,
        unit=Unit.objects.get(code="so-noi-vu"),
        filename="danh-sach.csv",
        by=Actor(contact, Role.CONTACT),
        at=timezone.now(),
    )
    return f"{ROSTER}nhap/{preview.pk}/"


def test_lists_with_doubts_and_a_person_have_no_barrier(visits, roster):  # noqa: F811
    assert (
        "Lê Hoà"
        in browser_of(User.objects.get(email="dau-moi@example.vn"))
        .get(f"{ROSTER}trung-ten/")
        .content.decode()
    )
    line = roster.roster.first()
    paths = [f"{ROSTER}trung-ten/", ROSTER, f"{ROSTER}{line.pk}/"]
    wrong = visits(paths, who="dau-moi")
    for lines in ((HEAD, CLEAN), (HEAD, CLEAN, WRONG)):  # only a person's last file is kept
        wrong += visits([_preview(roster, *lines)], who="dau-moi")
    assert not wrong, "\n".join(wrong)
    person = Entry.objects.get(user__full_name=LONG)
    taken = Attempt.objects.closed().filter(round__number=1)[0].entry_id
    people = [f"{DESK}du-thi/{person.pk}/", f"{DESK}du-thi/{taken}/"]
    assert visits(people, who="to-chuc") == []


def test_reports_with_figures_have_no_barrier(visits, sample):  # noqa: F811
    at = timezone.now()
    sample.rounds.filter(number=1).update(closes_at=at - timedelta(days=1))
    papers = list(Attempt.objects.closed().filter(round__number=1).values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=papers[:6]).update(device=DeviceClass.PHONE)
    load_sample_events(at=at)
    unit = Unit.objects.get(code="so-noi-vu")
    event = {"kind": "khac", "title": "Hội nghị " * 20, "held_on": timezone.localdate()}
    PropagandaEvent.objects.create(unit=unit, done=3, people=9_999_999, cost_vnd=10**12, **event)
    office = report_office_of(unit)
    office.place, office.signer_name = "Hà Nội", LONG
    set_report_office(office, by=Actor(None, Role.SYSTEM), at=at)
    page = browser_of(User.objects.get(email="to-chuc@example.vn")).get(f"{DESK}ky/1/bao-cao/")
    shown = {one.code for one in page.context["sections"]}
    assert shown >= {"quy-mo", "thiet-bi", "chat-luong", "theo-gio", "nguoi-du-thi"}
    desk = [f"{DESK}bao-cao/", f"{DESK}ky/1/bao-cao/", f"{DESK}ky/1/bao-cao/nguoi/?dai=1"]
    assert visits(desk, who="to-chuc") == []
    assert visits(["/tuyen-truyen/"], who="quan-tri") == []
    own = "/tuyen-truyen/don-vi/so-noi-vu/"
    contact = [own, f"{own}hoat-dong/", f"{own}co-quan/", f"{own}so-van-ban/"]
    contact += ["/don-vi/so-noi-vu/bao-cao/", f"/don-vi/so-noi-vu/bao-cao/?cuoc-thi={SLUG}"]
    assert visits(contact, who="dau-moi") == []
