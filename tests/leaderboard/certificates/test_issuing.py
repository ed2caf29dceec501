"""Certificates say what the official result says, and no longer than it does."""

import io
import zipfile

import pypdfium2
import pytest

from leaderboard.certificates import issuing
from leaderboard.certificates.issuing import (
    ResultNotOfficial,
    is_borne_out,
    issue_certificates,
    signature_of,
    valid,
)
from leaderboard.certificates.personal_data import CERTIFICATES_KEEPER
from leaderboard.certificates.printing import print_apart, print_together
from leaderboard.document_models import CertificateCount, CertificateKind, IssuedCertificate
from leaderboard.models import Winner
from quizsite.accounts.consents import current_text, give_consent
from quizsite.accounts.models import Purpose, User
from quizsite.notifications.models import Notice, NoticeKind
from tests.factories import NOON
from tests.leaderboard.official_documents.conftest import ODD_NAME

pytestmark = pytest.mark.django_db


def test_winners_get_one_each_with_numbers_in_order(final, people):
    assert issue_certificates(final, CertificateKind.WINNER, at=NOON) == 2
    first, second = valid(final, CertificateKind.WINNER)
    assert (first.full_name, first.unit, first.number) == (ODD_NAME, "Sở Nội vụ", 1)
    assert first.achievement == f"Đạt Giải Nhất Tuần 1, Cuộc thi “{final.contest.title}”"
    assert second.achievement.startswith("Đạt Giấy khen Khuyến khích")
    assert second.number == 2


def test_entrants_get_one_each_with_their_score(final):
    assert issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON) == 3
    said = [one.achievement for one in valid(final, CertificateKind.PARTICIPANT)]
    assert [one.rsplit(", ", 1)[1] for one in said] == [
        "đúng 5/5 câu",
        "đúng 4/5 câu",
        "đúng 3/5 câu",
    ]


def test_a_job_begun_again_gives_nobody_a_second_one(final):
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    codes = set(IssuedCertificate.objects.values_list("code", flat=True))
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    assert set(IssuedCertificate.objects.values_list("code", flat=True)) == codes


def test_before_the_result_is_official_nobody_gets_one(award, people):
    with pytest.raises(ResultNotOfficial):
        issue_certificates(award, CertificateKind.WINNER, at=NOON)
    assert not IssuedCertificate.objects.exists()


def test_a_corrected_result_bears_out_no_old_certificate(final, people):
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    changed, kept, _last = valid(final, CertificateKind.PARTICIPANT)
    assert is_borne_out(changed)
    people[0].standings.filter(round=final.round).update(correct_count=2)  # as a correction would
    assert not is_borne_out(changed)
    assert is_borne_out(kept)

    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    changed.refresh_from_db()
    assert changed.revoked_at == NOON
    again = valid(final, CertificateKind.PARTICIPANT).get(entry=people[0])
    assert (again.number, is_borne_out(again)) == (4, True)


def test_who_wins_no_more_loses_the_certificate(final, people):
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    certificate = valid(final, CertificateKind.WINNER).get(entry=people[1])
    Winner.objects.filter(entry=people[1]).delete()
    assert not is_borne_out(certificate)


@pytest.mark.parametrize("field", ["full_name", "unit", "achievement", "number"])
def test_whatever_is_printed_is_signed(final, field):
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    certificate = valid(final, CertificateKind.WINNER)[0]
    before = signature_of(certificate)
    setattr(certificate, field, 99 if field == "number" else "Khác")
    assert signature_of(certificate) != before


def test_whoever_was_forgotten_gets_none(final, people):
    type(people[0].user).objects.filter(pk=people[0].user_id).update(erased_at=NOON)
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    assert not IssuedCertificate.objects.filter(entry=people[0]).exists()


def test_the_number_of_an_erased_certificate_is_given_to_nobody_again(final, people):
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    # Older versions counted no numbers apart: what is there counts.
    CertificateCount.objects.all().delete()
    last = IssuedCertificate.objects.get(number=3)
    CERTIFICATES_KEEPER.erase(last.entry.user, NOON)
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    numbers = IssuedCertificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 4, 5]


def test_many_prizes_with_long_names_fit_on_one(final, monkeypatch):
    monkeypatch.setattr(issuing, "prize_name", lambda prize: "Giải Đặc biệt xuất sắc " * 40)
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    for one in IssuedCertificate.objects.all():
        assert (len(one.achievement), one.achievement[-1]) == (600, "…")
        assert is_borne_out(one)


def test_who_gets_one_is_told_once(final, people):
    text = current_text(Purpose.MESSAGES)
    for user in User.objects.filter(entries__isnull=False):
        give_consent(user, text=text, at=NOON, channel="test")
    for _ in range(2):
        issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    told = Notice.objects.filter(kind=NoticeKind.CERTIFICATE_READY)
    assert told.values("person").distinct().count() == told.count() == 3


def test_one_pdf_has_the_pages_of_all_batches(final, monkeypatch):
    monkeypatch.setattr("leaderboard.certificates.printing.PAGES_AT_ONCE", 2)
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    pieces = print_together(
        final.contest,
        valid(final, CertificateKind.PARTICIPANT),
        base="https://thi.example.vn/",
        report=lambda _n: None,
    )
    assert len(pypdfium2.PdfDocument(b"".join(pieces))) == 3


def test_an_archive_leaves_while_it_is_written(final):
    """Else thousands of certificates would lie in memory at once."""
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON)
    asked = valid(final, CertificateKind.PARTICIPANT)
    pieces = list(
        print_apart(final.contest, asked, base="https://thi.example.vn/", report=lambda _n: None)
    )
    assert [piece.count(b"%PDF") for piece in pieces] == [1, 1, 1, 0]
    assert zipfile.ZipFile(io.BytesIO(b"".join(pieces))).testzip() is None
