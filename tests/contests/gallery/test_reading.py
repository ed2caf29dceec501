"""One work as everybody reads it: our own copies of pictures, words of files, and no file."""

import pytest
from django.urls import reverse

from contests.gallery.reading import reading_of
from contests.models import KeptFacts, Work, WorkFile
from quizsite.files import storage
from tests.contests.gallery.cast import accepted, fix_result
from tests.contests.written.cast import written_round
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay():
    return written_round(tool_statement="not_asked", takes_files=True)


def file_of(work, *, kind="jpg", cleaned=b"own copy", **facts):
    file = WorkFile.objects.create(
        work=work,
        name=f"cua-toi.{kind}",
        kind=kind,
        size=4,
        received=4,
        stored_as=storage.store_bytes(b"sent", folder="works"),
        cleaned_as=storage.store_bytes(cleaned, folder="cleaned") if cleaned else "",
        begun_at=NOON,
        whole_at=NOON,
    )
    if facts:
        KeptFacts.objects.create(file=file, read_at=NOON, **facts)
    work.versions.get().files.add(file)
    return file


def address(work, file):
    return reverse("contests:gallery_picture", args=[work.pk, file.pk])


def test_a_picture_is_our_own_copy_and_only_while_the_work_is_shown(essay, client):
    work = accepted(essay)
    file = file_of(work)
    assert client.get(address(work, file)).status_code == 404
    fix_result(essay)
    answer = client.get(address(work, file))
    assert b"".join(answer.streaming_content) == b"own copy"
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    Work.objects.filter(pk=work.pk).update(may_be_shown=False)
    assert client.get(address(work, file)).status_code == 404


@pytest.mark.parametrize(("kind", "cleaned"), [("jpg", b""), ("pdf", b"x"), ("docx", b"x")])
def test_nobody_gets_another_file_or_one_without_our_copy(essay, client, kind, cleaned):
    work, other = accepted(essay), accepted(essay)
    fix_result(essay)
    assert client.get(address(work, file_of(work, kind=kind, cleaned=cleaned))).status_code == 404
    assert client.get(address(work, file_of(other))).status_code == 404


def test_a_word_file_is_read_as_words_without_its_headers(essay, client):
    work = accepted(essay)
    file_of(work, kind="docx", parts=[["body", "Chữ trong bài <b>"], ["header", "Nguyễn Văn A"]])
    fix_result(essay)
    page = client.get(reverse("contests:gallery_work", args=[work.pk])).content.decode()
    assert "Chữ trong bài &lt;b&gt;" in page
    assert "Nguyễn Văn A" not in page
    assert "cua-toi" not in page


def test_files_that_cannot_be_shown_are_counted(essay):
    work = accepted(essay)
    file_of(work, kind="mp4")
    fix_result(essay)
    reading = reading_of(Work.objects.get(pk=work.pk), at=NOON)
    assert (reading.left_out, reading.pictures) == (1, ())


def test_empty_headings_are_left_out(essay):
    first = str(essay.written_terms.headings.first().pk)
    work = accepted(essay)
    version = work.versions.get()
    type(version).objects.filter(pk=version.pk).update(texts={first: "Chỉ một mục."})
    fix_result(essay)
    assert [one.text for one in reading_of(work, at=NOON).parts] == ["Chỉ một mục."]
