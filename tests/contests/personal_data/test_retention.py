"""What has run out goes by itself, and nothing else; twice does no harm."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from contests.models import DeviceClass, Entry
from questionbank.models import BankRole, ImportPreview
from quizsite.accounts.jobs import apply_retention as job
from quizsite.accounts.models import TryCount, UnitContact, User
from quizsite.accounts.personal_data import retention
from quizsite.accounts.personal_data.models import DataRequest, RequestKind
from quizsite.accounts.personal_data.requests import ask, fulfilled
from quizsite.accounts.personal_data.retention import apply_retention, count_due, retention_rules
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR, record
from quizsite.jobs.timetable import enqueue_due
from quizsite.models import AuditLine, AuditName
from tests.factories import (
    NOON,
    AttemptFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = NOON - timedelta(days=370)
LATELY = NOON - timedelta(days=360)


def run():
    return {one.rule.key: one.count for one in apply_retention(by=OPERATOR, at=NOON) if one.count}


def old_person(**fields):
    return UserFactory(**{"date_joined": LONG_AGO, "last_login": LONG_AGO, **fields})


def old_round(closed_at, **fields):
    return RoundFactory(opens_at=closed_at - DAY, closes_at=closed_at, **fields)


def test_a_person_whose_last_contest_is_long_over_is_erased():
    entry = EntryFactory(
        contest=old_round(LONG_AGO).contest, user=old_person(), registered_at=LONG_AGO
    )
    assert run()["people"] == 1
    user = User.objects.get(pk=entry.user_id)
    assert (user.erased_at, user.email) == (NOON, None)


@pytest.mark.parametrize(
    "keep",
    [
        lambda user: User.objects.filter(pk=user.pk).update(last_login=LATELY),
        lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
        lambda user: OrganiserFactory(user=user),
        lambda user: BankRole.objects.create(user=user, kind="author"),
        lambda user: UnitContact.objects.create(user=user, unit=UnitFactory(), since=NOON.date()),
        lambda user: ask(user, kind=RequestKind.ACCESS, body="x", at=LONG_AGO),
        lambda user: EntryFactory(user=user, registered_at=LATELY),
        lambda user: EntryFactory(
            user=user, contest=old_round(LATELY).contest, registered_at=LONG_AGO
        ),
        lambda user: EntryFactory(
            user=user,
            registered_at=LONG_AGO,
            contest=old_round(LONG_AGO, state="finalised", finalised_at=LATELY).contest,
        ),
    ],
    ids=[
        "signed in",
        "staff",
        "organiser",
        "bank",
        "contact",
        "asked",
        "entered",
        "round",
        "finalised",
    ],
)
def test_who_still_takes_part_or_holds_a_role_stays(keep):
    user = old_person()
    keep(user)
    run()
    assert User.objects.get(pk=user.pk).erased_at is None


def test_the_months_are_a_setting(settings):
    user = old_person()
    settings.CONTACT_DATA_MONTHS = 24
    run()
    assert User.objects.get(pk=user.pk).erased_at is None


def test_an_account_that_nobody_confirmed_goes_after_a_week():
    gone = UserFactory(confirmed=False, date_joined=NOON - 8 * DAY)
    kept = [
        UserFactory(confirmed=False, date_joined=NOON - 6 * DAY),
        UserFactory(confirmed=True, date_joined=NOON - 8 * DAY),
        UserFactory(confirmed=False, date_joined=NOON - 8 * DAY, last_login=NOON - 7 * DAY),
        UserFactory(
            confirmed=False,
            date_joined=NOON - 8 * DAY,
            phone="+84912345678",
            is_phone_verified=True,
        ),
        EntryFactory(user__confirmed=False, user__date_joined=NOON - 8 * DAY).user,
    ]
    assert run() == {"unconfirmed": 1}
    assert set(User.objects.all()) == set(kept)
    assert not User.objects.filter(pk=gone.pk).exists()


def test_names_of_an_account_that_goes_unconfirmed_leave_the_trail():
    gone = UserFactory(confirmed=False, date_joined=NOON - 8 * DAY)
    record(about_person(gone), kind=AuditKind.PERSON_DISABLED, by=OPERATOR, at=NOON)
    assert AuditName.objects.filter(person=gone.pk, text=gone.full_name).exists()
    run()
    assert [name.text for name in AuditName.objects.filter(person=gone.pk)] == [""]


def test_small_rows_go_when_their_time_is_over():
    user = UserFactory(last_login=NOON)
    TryCount.objects.create(key="a", tries=1, ends_at=NOON)
    TryCount.objects.create(key="b", tries=1, ends_at=NOON + DAY)
    Session.objects.create(session_key="old", session_data="", expire_date=NOON - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=NOON + DAY)
    for key in ("old", "new", "gone"):
        UserSession.objects.create(
            user=user, ip="127.0.0.1", session_key=key, last_seen_at=NOON - 2 * DAY
        )
    for at in (NOON - 731 * DAY, NOON - 729 * DAY):
        fulfilled(user, kind=RequestKind.ACCESS, outcome="", at=at)
    for at in (NOON - 31 * DAY, NOON - 29 * DAY):
        ImportPreview.objects.create(owner=user, filename="a.xlsx", rows={}, created_at=at)
    assert run() == {"tries": 1, "sessions": 1, "devices": 2, "requests": 1, "previews": 1}
    assert TryCount.objects.get().key == "b"
    assert Session.objects.get().session_key == UserSession.objects.get().session_key == "new"
    assert DataRequest.objects.count() == ImportPreview.objects.count() == 1


def test_what_was_kept_for_a_running_contest_goes_after_it():
    erased = UserFactory(erased_at=NOON - 2 * DAY, is_active=False)
    over, running = old_round(NOON - 2 * DAY), RoundFactory()
    final = old_round(NOON - 2 * DAY, state="finalised", result_digest="x")
    for round in (over, running, final):
        EntryFactory(contest=round.contest, user=erased)
    assert run() == {"entries_of_erased": 2}
    assert Entry.objects.get().contest_id == final.contest_id


def test_a_second_run_finds_nothing_and_each_run_is_a_line(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        old_person()
    assert run() == {"people": 5}
    assert run() == {}
    said = [line.after["retention"] for line in AuditLine.objects.filter(kind="retention_applied")]
    assert said[0] == ["không có gì hết hạn"]
    assert said[1][0].endswith(": 5")


def test_who_gets_a_role_meanwhile_stays_and_holds_nobody_up(monkeypatch):
    """The rule found them before; the erasure asks again."""
    user, other = old_person(), old_person()
    monkeypatch.setattr(
        "contests.personal_data.retention._without_roles",
        lambda: User.objects.filter(erased_at=None),
    )
    OrganiserFactory(user=user)
    assert run()["people"] >= 1
    assert User.objects.get(pk=user.pk).erased_at is None
    assert User.objects.get(pk=other.pk).erased_at == NOON


def test_the_command_tells_first_and_removes_only_when_asked():
    UserFactory(confirmed=False, date_joined=NOON - 400 * DAY)
    out = StringIO()
    call_command("apply_retention", stdout=out)
    assert "Tài khoản chưa ai xác nhận, sau 7 ngày (không biết của ai): sẽ xóa 1" in out.getvalue()
    assert "Chưa xóa gì" in out.getvalue()
    assert User.objects.count() == 1
    call_command("apply_retention", "--apply", stdout=out)
    assert User.objects.filter(erased_at=None).count() == 0
    assert AuditLine.objects.filter(kind="retention_applied").count() == 1


def test_a_dry_run_counts_and_changes_nothing():
    old_person()
    assert {one.rule.key: one.count for one in count_due(at=NOON) if one.count} == {"people": 1}
    assert not AuditLine.objects.exists()


def test_a_job_runs_it_every_day():
    enqueue_due(at=NOON)
    assert DBTaskResult.objects.filter(task_path=job.module_path).count() == 1


def test_staff_read_the_one_table_of_rules(signed_in):
    page = signed_in(UserFactory(is_staff=True)).get("/to-chuc/du-lieu-ca-nhan/").content.decode()
    for rule in retention_rules():
        assert str(rule.what) in page


def test_the_operations_guide_has_the_same_table():
    guide = (Path(__file__).resolve().parents[3] / "docs" / "van-hanh.md").read_text()
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", guide, re.MULTILINE))
    people = {"people", "former_bank_roles", "initiative_senders", "initiative_files"}
    people.add("stage_members")
    for rule in retention_rules():
        said = rows[str(rule.what)]
        told = f"{rule.days} ngày" if rule.days else "ngay"
        assert told in said or ("CONTACT_DATA_MONTHS" in said and rule.key in people)


def test_the_device_of_a_paper_goes_and_the_paper_stays():
    old, lately = (
        AttemptFactory(round=old_round(at), started_at=at - DAY, device=DeviceClass.PHONE)
        for at in (LONG_AGO, LATELY)
    )
    assert run()["paper_devices"] == 1
    old.refresh_from_db()
    lately.refresh_from_db()
    assert (old.device, lately.device) == (None, DeviceClass.PHONE)
    assert "paper_devices" not in run()
