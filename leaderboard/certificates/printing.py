"""Prints certificates: one, or thousands with progress, as one PDF or as an archive."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import pypdfium2
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest
from leaderboard.certificates.issuing import signature_of
from leaderboard.document_models import CertificateStyle, IssuedCertificate
from leaderboard.official_documents.case import lines_of
from leaderboard.official_documents.issue import office_of
from quizsite.documents.certificate import Certificate, Sheet, certificates_pdf
from quizsite.documents.structure import Letterhead, OfficialDocument, Signature
from quizsite.documents.typesetting import forget_settings
from quizsite.tables.outlet import Outlet

PAGES_AT_ONCE = 50  # fewer repeat the letters more often in the file
_PIECE = 64 * 1024
REPORTED_EACH = 50
USUAL_SYMBOL = "BTC"


def style_of(contest: Contest) -> CertificateStyle:
    """What the organisers chose, or the first design, not stored."""
    chosen = CertificateStyle.objects.filter(contest=contest).first()
    return chosen or CertificateStyle(contest=contest)


def sheet_of_contest(contest: Contest) -> Sheet:
    office, style = office_of(contest), style_of(contest)
    letterhead = Letterhead(office.agency, office.superior, office.place)
    # A certificate says when as documents do.
    year = timezone.localdate().year
    dated = OfficialDocument(letterhead, kind="", subject="", symbol="", day=style.day, year=year)
    return Sheet(
        letterhead=letterhead,
        heading=style.heading,
        place_line=dated.place_line,
        signature=Signature(lines_of(office.signer_authority), office.signer_name),
        design=style.design,
        background=bytes(style.background),
    )


def printed(certificate: IssuedCertificate, *, symbol: str, base: str) -> Certificate:
    return Certificate(
        certificate.full_name,
        certificate.unit,
        certificate.achievement,
        f"Số: {certificate.number:04d}/GCN-{symbol}",
        address_of(certificate, base=base),
    )


def address_of(certificate: IssuedCertificate, *, base: str) -> str:
    """`base` is the site's own address as the browser has it, with its last stroke."""
    path = reverse("leaderboard:verify", args=[certificate.code, signature_of(certificate)])
    return f"{base.rstrip('/')}{path}"


def print_one(certificate: IssuedCertificate, *, base: str) -> bytes:
    symbol = office_of(certificate.contest).symbol or USUAL_SYMBOL
    sheet = sheet_of_contest(certificate.contest)
    return certificates_pdf(sheet, [printed(certificate, symbol=symbol, base=base)])


def print_together(
    contest: Contest,
    certificates: Iterable[IssuedCertificate],
    *,
    base: str,
    report: Callable[[int], None],
) -> Iterator[bytes]:
    """One PDF of all; some pages are set at once, and joined. The whole waits on the disk."""
    sheet, symbol = sheet_of_contest(contest), office_of(contest).symbol or USUAL_SYMBOL
    whole, waiting, done = pypdfium2.PdfDocument.new(), iter(certificates), 0
    while batch := list(islice(waiting, PAGES_AT_ONCE)):
        report(done)
        pages = [printed(one, symbol=symbol, base=base) for one in batch]
        part = pypdfium2.PdfDocument(certificates_pdf(sheet, pages))
        whole.import_pages(part)
        part.close()
        forget_settings()
        done += len(batch)
    with tempfile.TemporaryFile() as target:
        whole.save(target)
        whole.close()
        target.seek(0)
        while piece := target.read(_PIECE):
            yield piece


def print_apart(
    contest: Contest,
    certificates: Iterable[IssuedCertificate],
    *,
    base: str,
    report: Callable[[int], None],
) -> Iterator[bytes]:
    """An archive with a PDF for each, named by its number; it leaves while it is written."""
    sheet, symbol = sheet_of_contest(contest), office_of(contest).symbol or USUAL_SYMBOL
    outlet: Any = Outlet()  # typeshed wants a place to seek in, zipfile does not
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for done, one in enumerate(certificates):
            if done % REPORTED_EACH == 0:
                report(done)
            page = printed(one, symbol=symbol, base=base)
            archive.writestr(
                f"giay-chung-nhan-{one.number:04d}.pdf", certificates_pdf(sheet, [page])
            )
            yield outlet.take()
    yield outlet.take()


PRINTERS = {"pdf": print_together, "zip": print_apart}


def sample_pdf(contest: Contest, *, base: str) -> bytes:
    """A certificate of nobody: names as long as they come, to look at the design."""
    nobody = Certificate(
        "Nguyễn Thị Họ Và Tên Mẫu",
        "Tên đơn vị của người nhận",
        f"Thành tích được ghi ở đây, Cuộc thi “{contest.title}”",
        f"Số: 0000/GCN-{office_of(contest).symbol or USUAL_SYMBOL}",
        base,
    )
    return certificates_pdf(sheet_of_contest(contest), [nobody])
