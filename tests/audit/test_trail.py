"""A line is written with the change, says what was true then, and is never changed again."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from quizsite.accounts.models import User
from quizsite.audit.digests import commitment
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.names import empty_names, names_of
from quizsite.audit.origin import coming_from, run_by_command, shorten
from quizsite.audit.trail import (
    OPERATOR,
    About,
    Actor,
    Name,
    OutsideTransaction,
    changes,
    plain,
    record,
)
from quizsite.models import AppendOnly, AuditLine, AuditName, AuditSeal
from tests.audit.lines import last_line, write_line
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_line_keeps_who_what_and_why(organiser):
    line = write_line(
        organiser, before={"title": "Cũ"}, after={"title": "Mới"}, reason="Sai chính tả"
    )
    line.refresh_from_db()
    assert (line.at, line.kind, line.by_id, line.role) == (
        NOON,
        AuditKind.DOCUMENT_EDITED,
        organiser.pk,
        Role.AUTHOR,
    )
    assert (line.about_kind, line.about_id, line.about_label) == (Subject.DOCUMENT, 7, "76/NQ-CP")
    assert (line.before, line.after, line.reason) == (
        {"title": "Cũ"},
        {"title": "Mới"},
        "Sai chính tả",
    )


def test_a_name_stays_as_it_was_when_its_bearer_renames_himself(organiser):
    line = write_line(organiser)
    User.objects.filter(pk=organiser.pk).update(full_name="Người Khác")
    assert names_of(AuditLine.objects.get()) == {"by": "Vũ Minh Đức"}
    assert line.about_label == "76/NQ-CP"


def test_personal_names_lie_apart_and_the_line_only_commits_to_them(organiser, contestant):
    line = write_line(
        organiser,
        about=About(Subject.PERSON, contestant.pk, Name(contestant.pk, "Trần Thị Bình")),
        before={"full_name": Name(contestant.pk, "Trần Bình")},
    )
    line.refresh_from_db()
    told = repr({name: getattr(line, name) for name in ("about_label", "before", "names")})
    assert "Bình" not in told
    name = AuditName.objects.get(slot="before.full_name")
    assert line.names["before.full_name"] == commitment("Trần Bình", salt=name.salt)
    assert sorted(names_of(line)) == ["about", "before.full_name", "by"]


def test_an_emptied_name_is_said_to_be_emptied(organiser, contestant):
    line = write_line(
        organiser, about=About(Subject.PERSON, contestant.pk, Name(contestant.pk, "Bình"))
    )
    forgotten = {"by": OPERATOR, "at": NOON, "reason": "Theo yêu cầu"}
    assert empty_names(contestant.pk, **forgotten) == 1
    assert names_of(line) == {"by": "Vũ Minh Đức", "about": "đã xoá"}
    assert set(AuditName.objects.filter(person=contestant.pk).values_list("text", "salt")) == {
        ("", "")
    }
    assert empty_names(contestant.pk, **forgotten) == 0
    assert last_line().kind == AuditKind.NAMES_EMPTIED


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_the_transaction_of_its_change_is_refused(organiser):
    about = About(Subject.SITE)
    with pytest.raises(OutsideTransaction):
        record(about, kind=AuditKind.KEY_SEEN, by=Actor(organiser, Role.STAFF), at=NOON)


def test_a_line_goes_with_a_change_that_is_taken_back(organiser):
    with transaction.atomic():
        write_line(organiser)
        transaction.set_rollback(True)
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda line: line.save(),
        lambda line: line.delete(),
        lambda line: AuditLine.objects.update(reason=""),
        lambda line: AuditLine.objects.all().delete(),
        lambda line: AuditLine.objects.bulk_update([line], ["reason"]),
        lambda line: AuditName.objects.all().delete(),
        lambda line: AuditName.objects.update(text=""),
        lambda line: AuditSeal.objects.all().delete(),
    ],
)
def test_no_code_of_ours_changes_or_removes_a_line(act):
    line = write_line()
    with pytest.raises(AppendOnly):
        act(line)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quizsite_auditline SET reason = 'x'",
        "DELETE FROM quizsite_auditline",
        "DELETE FROM quizsite_auditname",
        "UPDATE quizsite_auditname SET text = 'Ai khác'",
        "UPDATE quizsite_auditname SET text = '', salt = '', person = 0",
        "UPDATE quizsite_auditseal SET digest = 'x'",
        "DELETE FROM quizsite_auditseal",
    ],
)
def test_the_database_refuses_to_change_the_trail(organiser, statement):
    line = write_line(organiser)
    AuditSeal.objects.create(number=1, line=line, digest="0" * 64, sealed_at=NOON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_line_comes_from_a_network_and_not_from_one_computer():
    with coming_from(lambda: "203.0.113.77"):
        assert write_line().source == "203.0.113.0/24"
    assert write_line().source == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("không rõ", ""),
    ],
)
def test_an_address_is_shortened(address, network):
    assert shorten(address) == network


def test_a_command_says_its_name_and_no_person():
    with transaction.atomic(), run_by_command("import_units"):
        line = record(About(Subject.SITE), kind=AuditKind.UNITS_IMPORTED, by=OPERATOR, at=NOON)
    assert (line.by_id, line.role) == (None, Role.OPERATOR)
    assert line.source.startswith("manage.py import_units (")


def test_only_what_differs_is_a_change():
    before, after = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4}
    assert changes(before, after) == ({"b": 2}, {"b": 5, "d": 4})


def test_values_become_what_both_databases_give_back(organiser):
    said = {
        "at": NOON,
        "day": NOON.date(),
        "who": organiser,
        "parts": ({1: 2.5}, None, True),
        "number": 3,
    }
    line = write_line(after=said)
    line.refresh_from_db()
    assert line.after == plain(said)
    assert line.after["parts"] == [{"1": "2.5"}, None, True]


def test_plain_querysets_are_used_for_emptying_alone():
    """Emptying goes round our own queryset; the database's trigger lets only that through."""
    write_line()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.QuerySet(AuditLine).update(reason="x")
