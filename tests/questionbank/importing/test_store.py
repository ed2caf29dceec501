from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from questionbank import rules
from questionbank.importing import store as storing
from questionbank.importing.plan import check_file
from questionbank.models import BankRole, ImportPreview, LegalDocument, Question, Revision
from tests.factories import NOON, AxisFactory, LegalDocumentFactory, UserFactory
from tests.questionbank.importing.conftest import csv_text, several
from tests.questionbank.importing.files import read_file


@pytest.fixture
def raw(tmp_path):
    path = tmp_path / "cau-hoi.csv"
    path.write_text(csv_text(*several(3)), encoding="utf-8")
    return read_file(path)


@pytest.fixture
def preview(raw, stocked, author):
    return storing.keep_preview(raw, filename="cau-hoi.csv", by=author, at=NOON)


def confirm(preview, by):
    fingerprint = storing.plan_of(preview).fingerprint()
    return storing.confirm_preview(preview, fingerprint=fingerprint, by=by, at=NOON)


@pytest.mark.django_db
def test_nothing_is_stored_until_confirmed(preview, author):
    assert Question.objects.count() == 0
    assert confirm(preview, author).new == 3
    assert set(Revision.objects.values_list("state", "author")) == {("draft", author.pk)}


@pytest.mark.django_db
def test_same_file_twice_creates_nothing_twice(raw, preview, author):
    confirm(preview, author)
    again = storing.keep_preview(raw, filename="cau-hoi.csv", by=author, at=NOON)
    stored = confirm(again, author)
    assert (stored.new, stored.changed, stored.unchanged) == (0, 0, 3)
    assert Revision.objects.count() == 3


@pytest.mark.django_db
def test_one_problem_stops_the_whole_file(preview, author):
    LegalDocument.objects.all().delete()
    with pytest.raises(storing.FileHasProblems):
        confirm(preview, author)
    assert Question.objects.count() == 0
    assert ImportPreview.objects.count() == 1


@pytest.mark.django_db
def test_bank_that_moved_since_the_preview_asks_for_another_look(preview, raw, author):
    seen = storing.plan_of(preview).fingerprint()
    storing.store_plan(check_file(raw), by=author, at=NOON)
    with pytest.raises(storing.BankChanged):
        storing.confirm_preview(preview, fingerprint=seen, by=author, at=NOON)
    assert ImportPreview.objects.count() == 1


@pytest.mark.django_db
def test_preview_of_somebody_else_is_gone(preview):
    other = UserFactory()
    BankRole.objects.create(user=other, kind="author")
    with pytest.raises(storing.PreviewGone):
        confirm(preview, other)


@pytest.mark.django_db
def test_only_an_author_imports(raw, stocked, reviewer):
    with pytest.raises(rules.NotAuthor):
        storing.keep_preview(raw, filename="a.csv", by=reviewer, at=NOON)


@pytest.mark.django_db
def test_new_upload_replaces_the_preview_before(raw, preview, author):
    storing.keep_preview(raw, filename="b.csv", by=author, at=NOON)
    assert list(ImportPreview.objects.values_list("filename", flat=True)) == ["b.csv"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_confirm_store_once(raw):
    AxisFactory()
    LegalDocumentFactory()
    author = UserFactory()
    BankRole.objects.create(user=author, kind="author")
    preview = storing.keep_preview(raw, filename="a.csv", by=author, at=NOON)
    ready = Barrier(2)

    def click(_number):
        try:
            fingerprint = storing.plan_of(preview).fingerprint()
            ready.wait(timeout=10)
            storing.confirm_preview(preview, fingerprint=fingerprint, by=author, at=NOON)
        except storing.PreviewGone:
            return "refused"
        finally:
            connection.close()
        return "stored"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["refused", "stored"]
    assert Revision.objects.count() == 3
