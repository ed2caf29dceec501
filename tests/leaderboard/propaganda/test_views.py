"""A contact person notes events of the own unit; the staff read all and state the windows."""

import pytest

from leaderboard.propaganda_models import PeriodWindow, PropagandaEvent
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.leaderboard.reports.test_report import assert_all_forms_agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

ALL = "/tuyen-truyen/"
UNIT = f"{ALL}don-vi/so-noi-vu/"
SENT = {
    "kind": "tap-huan",
    "title": "Tập huấn dịch vụ công",
    "held_on": "2026-11-20",
    "planned": "1",
    "done": "1",
    "people": "50",
    "cost_vnd": "0",
    "link": "soanoivu.example.vn/tin",
}


def test_a_contact_person_notes_edits_and_removes_an_event(signed_in, contact, department):
    browser = signed_in(contact)
    assert browser.get(ALL).headers["Location"] == UNIT
    assert browser.post(f"{UNIT}hoat-dong/", SENT).status_code == 302
    made = PropagandaEvent.objects.get()
    assert (made.unit, made.people) == (department, 50)
    assert made.link == "https://soanoivu.example.vn/tin"
    path = f"{UNIT}hoat-dong/{made.pk}/"
    assert browser.post(path, SENT | {"people": "60"}).status_code == 302
    assert "60" in browser.get(UNIT).content.decode()
    assert browser.post(f"{path}xoa/").status_code == 302
    assert not PropagandaEvent.objects.exists()
    lines = AuditLine.objects.filter(about_id=department.pk).order_by("pk")
    assert [one.kind for one in lines] == [
        AuditKind.EVENT_ADDED,
        AuditKind.EVENT_EDITED,
        AuditKind.EVENT_REMOVED,
    ]
    assert (lines[1].before, lines[1].after) == ({"event_people": 50}, {"event_people": 60})


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"kind": "khac-nua"},
        {"held_on": "32/13/2026"},
        {"held_on": "0001-01-01"},
        {"people": "-1"},
        {"people": "9" * 30},
        {"cost_vnd": "9" * 30},
        {"link": "javascript:alert(1)"},
        {"link": "x" * 600},
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(signed_in, contact, wrong):
    answer = signed_in(contact).post(f"{UNIT}hoat-dong/", SENT | wrong)
    assert answer.status_code == 200
    if "title" not in wrong:
        assert "Tập huấn dịch vụ công" in answer.content.decode()
    assert not PropagandaEvent.objects.exists()


def test_another_units_events_are_nobodys_business(signed_in, contact, other, event_of, stranger):
    theirs = event_of(other, title="Của sở khác")
    browser = signed_in(contact)
    for path in (f"{ALL}don-vi/so-khac/", f"{ALL}don-vi/so-khac/hoat-dong/"):
        assert browser.get(path).status_code == 403
    assert browser.get(f"{UNIT}hoat-dong/{theirs.pk}/").status_code == 404
    assert browser.post(f"{UNIT}hoat-dong/{theirs.pk}/xoa/").status_code == 404
    assert "Của sở khác" not in browser.get(UNIT).content.decode()
    assert browser.get(f"{ALL}tep/xlsx/").status_code == 404
    assert browser.get(f"{ALL}ky-bao-cao/").status_code == 404
    assert signed_in(stranger).get(ALL).status_code == 404
    assert signed_in(stranger).get(UNIT).status_code == 403


def test_a_contact_person_notes_for_units_below(signed_in, contact, office):
    path = f"{ALL}don-vi/{office.code}/hoat-dong/"
    assert signed_in(contact).post(path, SENT).status_code == 302


def test_the_staff_see_all_units(signed_in, staff, department, other, event_of):
    event_of(other, title="Của sở khác", done=1)
    browser = signed_in(staff)
    assert "Của sở khác" in browser.get(ALL).content.decode()
    assert browser.get(UNIT).status_code == 200


def test_all_forms_have_the_same_figures(signed_in, staff, department, other, event_of):
    event_of(department, planned=4, done=3, people=1200, cost_vnd=5_500_000)
    event_of(other, kind="phat-thanh", done=1)
    assert_all_forms_agree(signed_in(staff), ALL, files=f"{ALL}tep/", least=4)
    assert signed_in(staff).get(f"{ALL}tep/pdf/").content.startswith(b"%PDF")
    assert signed_in(staff).get(f"{ALL}tep/odt/").status_code == 404


@pytest.mark.parametrize("asked", ["?ky=quy-9", "?nam=abc", "?nam=99999999999", "?ky=nam&nam=0"])
def test_a_period_that_is_none_is_the_quarter_of_now(signed_in, staff, asked):
    assert "Quý IV năm 2026" in signed_in(staff).get(f"{ALL}{asked}").content.decode()


def test_the_staff_state_the_windows(signed_in, staff):
    browser, path = signed_in(staff), f"{ALL}ky-bao-cao/"
    form = browser.get(path).context["form"]
    sent = {name: field.initial for name, field in form.fields.items()}
    assert browser.post(path, sent | {"quy-1-tu": "31/2"}).status_code == 200
    assert not PeriodWindow.objects.exists()
    assert browser.post(path, sent | {"quy-1-tu": "10-12"}).status_code == 302
    assert "từ 10/12/2025" in browser.get(f"{ALL}?ky=quy-1&nam=2026").content.decode()
