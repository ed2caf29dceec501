"""Two reviewers at once, with a negative control."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from questionbank.authoring import revisions
from questionbank.models import BankRole, Revision, RevisionState
from tests.factories import NOON, RevisionFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("no_solve_asked"),
]


def reviewers(count):
    people = [UserFactory() for _ in range(count)]
    for user in people:
        BankRole.objects.create(user=user, kind=BankRole.Kind.REVIEWER)
    return people


def all_at_once(people, act: Callable[[object], object]) -> list[str]:
    """Let all people load the page (and the row) before the first one acts."""
    ready = Barrier(len(people))

    def one(user):
        try:
            ready.wait(timeout=10)
            act(user)
        except revisions.AlreadyMoved:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(one, people))


def publish_as_seen(pk):
    seen = Revision.objects.get(pk=pk)

    def act(user):
        mine = Revision(**{f.attname: getattr(seen, f.attname) for f in Revision._meta.fields})
        revisions.publish_revision(mine, by=user, at=NOON)

    return act


def test_two_reviewers_at_once_publish_once():
    waiting = RevisionFactory(state=RevisionState.IN_REVIEW)
    outcome = all_at_once(reviewers(4), publish_as_seen(waiting.pk))
    assert outcome == ["done", "refused", "refused", "refused"]


def test_without_the_condition_every_reviewer_believes_to_have_published(monkeypatch):
    def move_anyway(revision, *, to, **fields):
        Revision.objects.filter(pk=revision.pk).update(state=to, **fields)
        return revision

    monkeypatch.setattr(revisions, "_move", move_anyway)
    waiting = RevisionFactory(state=RevisionState.IN_REVIEW)
    outcome = all_at_once(reviewers(4), publish_as_seen(waiting.pk))
    assert outcome == ["done"] * 4


def test_one_publishes_while_the_other_gives_back():
    waiting = RevisionFactory(state=RevisionState.IN_REVIEW)
    publisher, returner = reviewers(2)
    publish = publish_as_seen(waiting.pk)
    seen = Revision.objects.get(pk=waiting.pk)

    def act(user):
        if user == publisher:
            publish(user)
        else:
            revisions.return_to_draft(seen, note="Xem lại.", by=returner, at=NOON)

    assert all_at_once([publisher, returner], act) == ["done", "refused"]
