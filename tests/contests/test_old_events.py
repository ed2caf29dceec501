"""The history that the version before wrote is in the trail, once."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from contests.jobs import copy_old_events
from contests.models.old_events import ContestEvent
from quizsite.audit.names import names_of
from quizsite.audit.sealing import seal_lines
from quizsite.audit.verify import verify_trail
from quizsite.models import AuditLine
from tests.factories import NOON, EntryFactory, RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return RoundFactory(title="Tuần 1")


def old_event(of, **fields):
    return ContestEvent.objects.create(contest=of.contest, **{"at": NOON, **fields})


def test_each_kind_of_event_becomes_its_line(round, organiser):
    entry = EntryFactory(contest=round.contest)
    change = {"prizes": {"before": "Một", "after": "Hai"}}
    old_event(round, kind="created", by=organiser)
    old_event(round, kind="edited", by=organiser, detail=change)
    old_event(round, kind="published", by=organiser)
    old_event(round, kind="published", round=round, detail={"left_out": 0})
    old_event(round, kind="entry_voided", reason="Thi hộ", detail={"entry": entry.pk, "name": "B"})
    copy_old_events.call()
    lines = AuditLine.objects.order_by("pk")
    assert list(lines.values_list("kind", "about_kind", "about_id", "reason")) == [
        ("contest_created", "contest", round.contest_id, ""),
        ("description_edited", "contest", round.contest_id, ""),
        ("published", "contest", round.contest_id, ""),
        ("published", "round", round.pk, ""),
        ("entry_voided", "entry", entry.pk, "Thi hộ"),
    ]
    assert (lines[1].before, lines[1].after) == ({"prizes": "Một"}, {"prizes": "Hai"})
    assert (lines[3].role, lines[3].after, lines[3].about_label) == (
        "system",
        {"left_out": 0},
        "Tuần 1",
    )
    assert [names_of(line) for line in lines[:1]] == [{"by": "Vũ Minh Đức"}]
    assert names_of(lines[4]) == {"about": "B"}
    assert lines[4].clear_names.get().person == entry.user_id


def test_copying_again_adds_only_what_came_since(round):
    old_event(round, kind="created")
    copy_old_events.call()
    copy_old_events.call()
    assert AuditLine.objects.count() == 1
    old_event(round, kind="published")
    copy_old_events.call()
    assert list(AuditLine.objects.order_by("pk").values_list("kind", flat=True)) == [
        "contest_created",
        "published",
    ]


def test_copied_lines_are_sealed_as_any(round, organiser):
    old_event(round, kind="created", by=organiser)
    copy_old_events.call()
    assert seal_lines(at=NOON) == 1
    assert verify_trail().problems == []


@pytest.mark.proof  # a hundred migrations back and forth
@pytest.mark.django_db(transaction=True)
def test_the_migration_copies_what_is_there(round, organiser):
    old_event(round, kind="created", by=organiser)
    old_event(round, kind="published", round=round)
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # upper apps go back, too
    MigrationExecutor(connection).migrate([("contests", "0008_avoided_questions")])
    MigrationExecutor(connection).migrate(newest)
    assert AuditLine.objects.count() == 2
    copy_old_events.call()
    assert AuditLine.objects.count() == 2
