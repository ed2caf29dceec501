"""A scanner that is silent for a while costs nobody a deadline, and nobody a virus."""

from datetime import timedelta

import pytest

from contests.models import WorkFile
from contests.written.hand_in import hand_in
from contests.written.leftovers import remove_leftovers
from contests.written.waiting_scans import scan_waiting
from quizsite.files.virus_scan import InfectedFile
from quizsite.notifications import outbox
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.written.cast import MIDDAY, ready_work, written_round
from tests.contests.written.test_uploads import send
from tests.files.hostile_works import pdf
from tests.files.test_virus_scan import EICAR, Clamd
from tests.people import browser_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def work():
    return ready_work(written_round(takes_files=True, file_kinds=["pdf"], max_files=3))


@pytest.fixture
def silent(settings):
    settings.CLAMD_SOCKET, settings.CLAMD_UNREACHABLE = "127.0.0.1:1", "wait"


@pytest.fixture
def scanner(settings):
    started = []

    def start(**told):
        started.append(Clamd(**told))
        settings.CLAMD_SOCKET = started[0].address

    yield start
    for one in started:
        one.stop()


def test_a_file_waits_is_handed_in_and_is_read_when_the_scanner_is_back(work, silent, scanner):
    file = send(work, "bài.pdf", pdf())
    assert file.whole_at is None
    assert file.digest
    version = hand_in(work, at=MIDDAY)
    assert list(version.files.all()) == [file]
    own = f"/cuoc-thi/{work.round.contest.slug}/bai-viet/bai/{work.pk}/tep/{file.pk}/tai/"
    assert browser_of(work.entry.user).get(own).status_code == 404
    assert scan_waiting(at=MIDDAY) == 0  # still silent
    assert remove_leftovers(at=MIDDAY + 9 * DAY) == 0
    scanner()
    assert scan_waiting(at=MIDDAY + DAY) == 1
    file.refresh_from_db()
    assert (file.whole_at, bool(file.cleaned_as)) == (MIDDAY + DAY, True)
    assert scan_waiting(at=MIDDAY + DAY) == 0


def test_an_infected_file_goes_and_its_author_is_told_once(work, silent, scanner, monkeypatch):
    monkeypatch.setattr(
        outbox, "reachable", lambda people, **_: [(person, "email") for person in people]
    )
    send(work, "bài.pdf", pdf())
    scanner(answer=b"stream: Win.Test FOUND\0")
    assert scan_waiting(at=MIDDAY) == 1
    file = WorkFile.objects.get()
    assert file.removed_at is not None
    assert not file.pieces.exists()
    notice = Notice.objects.get(kind=NoticeKind.FILE_REFUSED)
    assert notice.person == work.entry.user
    assert "mã độc" in notice.facts["why"]
    assert scan_waiting(at=MIDDAY) == 0


def test_an_infected_file_that_is_scanned_at_once_does_not_stay(work, scanner):
    scanner()
    with pytest.raises(InfectedFile):
        send(work, "bài.pdf", pdf() + EICAR)
    assert not work.files.filter(removed_at=None).exists()
