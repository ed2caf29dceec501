"""Files come in pieces; what was acknowledged stays, and what the rules do not take is told."""

import hashlib
import io
from datetime import timedelta

import pytest
from PIL import Image

from contests.models import WorkFile, WorkPiece
from contests.written import uploads as module
from contests.written.files import FileNotTaken
from contests.written.hand_in import WorkNotReady, hand_in
from contests.written.leftovers import UNFINISHED_KEPT_FOR, remove_leftovers
from contests.written.rules import RoundTakesNoWorks
from contests.written.uploads import (
    FileGone,
    UploadRefused,
    WrongOffset,
    append_piece,
    begin_upload,
    remove_file,
)
from quizsite.files.storage import PrivateFolder, works_store
from tests.contests.written.cast import CLOSING, MIDDAY, ready_work, written_round
from tests.files.hostile_works import archive, film, pdf, photo, word
from tests.stage import race

pytestmark = pytest.mark.django_db

PDF = pdf(pages=12)  # some thousand bytes
DOCX = word()


def drawing():
    target = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(target, "PNG")
    return target.getvalue()


KINDS = {
    "bài.docx": DOCX,
    "bài.pdf": PDF,
    "ảnh.jpg": photo(),
    "ảnh.jpeg": photo(),
    "ảnh.png": drawing(),
    "phim.mp4": film(),
}


@pytest.fixture
def work():
    kinds = ["docx", "pdf", "jpg", "png", "mp4"]
    terms = {"takes_files": True, "file_kinds": kinds, "max_files": 3, "max_megabytes": 1}
    return ready_work(written_round(**terms))


def send(work, name, data, *, piece=1000, at=MIDDAY):
    file = begin_upload(work, name=name, size=len(data), at=at)
    for offset in range(0, len(data), piece):
        file = append_piece(file, offset=offset, data=data[offset : offset + piece], at=at)
    return file


def bytes_of(file):
    with works_store().open(file.stored_as) as opened:
        return opened.read()


@pytest.mark.parametrize("name", KINDS)
def test_a_file_sent_in_pieces_is_stored_whole_under_a_name_that_says_nothing(work, name):
    file = send(work, name, KINDS[name])
    assert (file.whole_at, bytes_of(file)) == (MIDDAY, KINDS[name])
    assert file.digest == hashlib.sha256(KINDS[name]).hexdigest()
    assert "bài" not in file.stored_as
    assert not WorkPiece.objects.exists()


def test_only_the_server_may_read_the_folder(work, works_folder):
    path = works_folder / send(work, "bài.pdf", PDF).stored_as
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_piece_at_another_place_is_told_how_far_the_file_is(work):
    file = begin_upload(work, name="bài.pdf", size=len(PDF), at=MIDDAY)
    append_piece(file, offset=0, data=PDF[:1000], at=MIDDAY)
    for offset in (0, 2000):
        with pytest.raises(WrongOffset) as refused:
            append_piece(WorkFile.objects.get(), offset=offset, data=PDF[:1000], at=MIDDAY)
        assert refused.value.detail == {"offset": 1000}


def test_the_same_file_chosen_again_goes_on_where_it_stopped(work):
    file = begin_upload(work, name="bài.pdf", size=len(PDF), at=MIDDAY)
    append_piece(file, offset=0, data=PDF[:1000], at=MIDDAY)
    again = begin_upload(work, name="bài.pdf", size=len(PDF), at=MIDDAY)
    assert (again.pk, again.received) == (file.pk, 1000)


@pytest.mark.parametrize(
    ("name", "size", "word"),
    [
        ("bài.exe", 10, ".docx, .pdf"),
        ("bài", 10, ".docx, .pdf"),
        ("bài.pdf", 0, "trống"),
        ("bài.pdf", 1024 * 1024 + 1, "1 MB"),
        ("bài.pdf", 2 * 1024**3, "1 MB"),
    ],
)
def test_what_the_rules_do_not_take_is_refused_before_a_byte(work, name, size, word):
    with pytest.raises(UploadRefused, match=word):
        begin_upload(work, name=name, size=size, at=MIDDAY)
    assert not WorkFile.objects.exists()


def test_more_bytes_than_announced_are_not_taken(work):
    file = begin_upload(work, name="bài.pdf", size=10, at=MIDDAY)
    with pytest.raises(UploadRefused):
        append_piece(file, offset=0, data=b"x" * 11, at=MIDDAY)


def test_there_are_so_many_files_and_so_many_bytes_at_most(work, settings):
    for n in range(3):
        begin_upload(work, name=f"{n}.pdf", size=10, at=MIDDAY)
    with pytest.raises(UploadRefused, match="3 tệp"):
        begin_upload(work, name="4.pdf", size=10, at=MIDDAY)
    WorkFile.objects.all().delete()
    settings.WORK_QUOTA_MB = 1
    begin_upload(work, name="1.pdf", size=1024 * 1024, at=MIDDAY)
    with pytest.raises(UploadRefused, match="1 MB"):
        begin_upload(work, name="2.pdf", size=1, at=MIDDAY)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bài.pdf", b"MZ\x90 program"),
        ("bài.docx", b"%PDF-1.4"),
        ("bài.docx", archive()),
        ("bài.docx", b"PK\x03\x04 broken"),
        ("ảnh.png", b"<svg onload=alert(1)>"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_goes_and_its_sender_is_told(work, name, data):
    with pytest.raises(FileNotTaken, match=name):
        send(work, name, data)
    file = WorkFile.objects.get()
    assert (file.removed_at, file.stored_as) == (MIDDAY, "")
    assert not WorkPiece.objects.exists()


def test_nothing_is_handed_in_while_a_file_is_on_its_way(work):
    file = begin_upload(work, name="bài.pdf", size=len(PDF), at=MIDDAY)
    with pytest.raises(WorkNotReady, match="chưa gửi xong"):
        hand_in(work, at=MIDDAY)
    append_piece(file, offset=0, data=PDF, at=MIDDAY)
    version = hand_in(work, at=MIDDAY)
    assert [one.pk for one in version.files.all()] == [file.pk]


def test_a_file_that_a_version_holds_stays_with_it(work):
    file = send(work, "bài.pdf", PDF)
    version = hand_in(work, at=MIDDAY)
    remove_file(file, at=MIDDAY)
    assert bytes_of(version.files.get()) == PDF
    other = send(work, "ảnh.png", KINDS["ảnh.png"])
    name = other.stored_as
    remove_file(other, at=MIDDAY)
    assert not works_store().exists(name)
    with pytest.raises(FileGone):
        remove_file(other, at=MIDDAY)


def test_no_piece_is_taken_after_the_closing(work):
    file = begin_upload(work, name="bài.pdf", size=len(PDF), at=MIDDAY)
    with pytest.raises(RoundTakesNoWorks):
        append_piece(file, offset=0, data=PDF[:10], at=CLOSING)


def test_a_process_that_died_while_joining_left_the_pieces(work, monkeypatch):
    """Killed after the last piece was acknowledged: an empty piece joins them."""

    def die(*_args, **_named):
        raise ConnectionError

    monkeypatch.setattr(module, "finish", die)
    with pytest.raises(ConnectionError):
        send(work, "bài.pdf", PDF)
    monkeypatch.undo()
    file = append_piece(WorkFile.objects.get(), offset=len(PDF), data=b"", at=MIDDAY)
    assert file.digest == hashlib.sha256(PDF).hexdigest()


def test_leftovers_go_after_two_days_and_nothing_else(work, works_folder, monkeypatch):
    begun = begin_upload(work, name="dở.pdf", size=len(PDF), at=MIDDAY)
    append_piece(begun, offset=0, data=PDF[:10], at=MIDDAY)
    whole = send(work, "bài.pdf", PDF)
    orphan = works_store().save("pieces/ab/mo-coi", io.BytesIO(b"x"))
    later = MIDDAY + UNFINISHED_KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr(PrivateFolder, "get_modified_time", lambda _self, _name: MIDDAY)
    assert remove_leftovers(at=later - timedelta(minutes=2)) == 0
    assert remove_leftovers(at=later) == 2
    begun.refresh_from_db()
    assert begun.removed_at == later
    assert not works_store().exists(orphan)
    assert bytes_of(whole) == PDF


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_that_send_the_same_piece_make_no_hole_and_no_double():
    round = written_round(takes_files=True, file_kinds=["pdf"])
    file = begin_upload(ready_work(round), name="bài.pdf", size=len(PDF), at=MIDDAY)
    results = race(
        [lambda: append_piece(WorkFile.objects.get(), offset=0, data=PDF[:1000], at=MIDDAY)] * 4
    )
    assert sum(isinstance(one, WrongOffset) for one in results) == 3
    file.refresh_from_db()
    assert (file.received, WorkPiece.objects.count()) == (1000, 1)
