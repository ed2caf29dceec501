"""Names, second factors, contact persons and imported units leave lines in the audit trail."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.core.management import call_command
from django.urls import reverse

from quizsite.accounts.models import Headcount, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.names import names_of
from quizsite.audit.origin import run_by_command
from quizsite.models import AuditLine
from tests.audit.lines import last_line, said_in
from tests.factories import HeadcountFactory, UnitFactory, UnitKindFactory

pytestmark = pytest.mark.django_db


def test_a_person_who_renames_himself_leaves_both_names(contestant, signed_in):
    client = signed_in(contestant)
    for _ in range(2):
        client.post(
            reverse("accounts:rename"), {"full_name": "Trần Bình"}, REMOTE_ADDR="203.0.113.7"
        )
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.NAME_CHANGED, "person", contestant.pk, "")
    assert names_of(line) == {
        "by": "Trần Thị Bình",
        "about": "Trần Thị Bình",
        "before.full_name": "Trần Thị Bình",
        "after.full_name": "Trần Bình",
    }
    assert line.source == "203.0.113.0/24"


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        (authenticator_added, AuditKind.FACTOR_ADDED),
        (authenticator_removed, AuditKind.FACTOR_REMOVED),
        (authenticator_reset, AuditKind.FACTOR_RENEWED),
    ],
)
def test_each_change_of_a_second_factor_leaves_a_line(contestant, signal, kind):
    factor = Authenticator(user=contestant, type="totp", data={})
    signal.send(Authenticator, request=None, user=contestant, authenticator=factor)
    line = AuditLine.objects.get()
    assert said_in(line) == (kind, "person", contestant.pk, "")
    assert line.after == {"factor": "totp"}


def test_appointing_and_dismissing_a_contact_person_leave_lines(contestant):
    unit = UnitFactory(name="Sở Nội vụ")
    for arguments in ((), (), ("--remove",), ("--remove",)):
        call_command("unit_contact", contestant.email, unit.code, *arguments)
    given, taken = AuditLine.objects.order_by("pk")
    assert (given.kind, given.role, given.after) == (
        AuditKind.CONTACT_GIVEN,
        "operator",
        {"unit": "Sở Nội vụ"},
    )
    assert (taken.kind, taken.before) == (AuditKind.CONTACT_TAKEN, {"unit": "Sở Nội vụ"})


def test_an_import_of_units_says_what_each_unit_and_headcount_was(tmp_path):
    UnitKindFactory(code="so", name="Sở, ngành")
    HeadcountFactory(
        unit=UnitFactory(code="so-noi-vu", name="Sở Nội Vụ"), as_of="2026-06-30", people=90
    )
    file = tmp_path / "units.csv"
    file.write_text(
        "Mã,Tên,Khối,Số CBCCVC,Tính đến ngày\n"
        "so-noi-vu,Sở Nội vụ,so,100,30/06/2026\n"
        "so-tai-chinh,Sở Tài chính,so,50,30/06/2026\n",
        encoding="utf-8",
    )
    call_command("import_units", file, "--source", "CV 12/SNV", verbosity=0)
    line = last_line()
    assert (line.kind, line.role, line.about_label) == (
        AuditKind.UNITS_IMPORTED,
        "operator",
        "CV 12/SNV",
    )
    assert line.before["headcounts"] == {"so-noi-vu 2026-06-30": 90}
    assert line.after["headcounts"] == {
        "so-noi-vu 2026-06-30": 100,
        "so-tai-chinh 2026-06-30": 50,
    }
    assert line.before["units"]["so-noi-vu"][1] == "Sở Nội Vụ"
    assert line.after["units_changed"] == 2
    assert Headcount.objects.count() == 2


def test_a_new_account_of_the_staff_leaves_a_line():
    with run_by_command("createsuperuser"):
        user = User.objects.create_superuser("quan-tri@example.vn", "x", full_name="Quản Trị")
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.STAFF_ADDED, "operator", None, "")
    assert (line.about_id, names_of(line)) == (user.pk, {"about": "Quản Trị"})
    assert line.source.startswith("manage.py createsuperuser (")
