"""Pages of certificates: organisers style and print them, people take theirs, anybody checks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_award, organised_contest
from contests.awards import Award
from contests.queries import ranked_rounds
from leaderboard.certificates.forms import StyleForm
from leaderboard.certificates.issuing import (
    check_printed,
    count_merits,
    is_borne_out,
    note_issuing,
    own_certificates,
    signature_of,
    take_certificates,
    valid,
)
from leaderboard.certificates.jobs import print_certificates
from leaderboard.certificates.printing import PRINTERS, print_one, sample_pdf, style_of
from leaderboard.certificates.styling import set_style
from leaderboard.document_models import CertificateKind, IssuedCertificate
from leaderboard.official_documents.read_result import is_official
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.jobs.files import file_of
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import Wait, wait_for
from quizsite.web.page_cache import reads

_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award, at = organised_award(request, slug, number), timezone.now()
    if request.method == "POST":
        kind, form = _asked(request)
        note_issuing(award, kind, by=signed_in_user(request), at=at)
        enqueue_once(print_certificates, *_job(request, award, kind, form))
        return redirect(request.path)
    waits = {
        (kind, form): _wait(request, award, kind, form)
        for kind in CertificateKind
        for form in PRINTERS
    }
    context = {
        "contest": award.contest,
        "award": award,
        "rounds": ranked_rounds(award.contest.pk),
        "is_official": is_official(award),
        "kinds": [
            {
                "kind": kind,
                "people": count_merits(award, kind),
                "issued": valid(award, kind).count(),
                "files": [
                    (form, _url("certificates_file", award, kind.value, form))
                    for form in PRINTERS
                    if _is_ready(waits[kind, form])
                ],
            }
            for kind in CertificateKind
        ],
        "wait": next((one for one in waits.values() if one.is_under_way), None),
        "died": any(one.has_died for one in waits.values()),
    }
    return render(request, "leaderboard/certificates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_style(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    style = style_of(contest)
    form = StyleForm(request.POST or None, request.FILES or None, instance=style)
    if request.method == "POST" and form.is_valid():
        set_style(form.save(commit=False), by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã lưu mẫu giấy chứng nhận."))
        return redirect("leaderboard:certificate_style", slug)
    context = {"contest": contest, "form": form, "has_background": bool(style.background)}
    return render(request, "leaderboard/certificate_style.html", context)


@never_cache
@login_required
@require_safe
def certificate_sample(request: HttpRequest, slug: str) -> HttpResponse:
    """A certificate of nobody, to look at before any is given."""
    contest = organised_contest(request, slug)
    return _pdf(sample_pdf(contest, base=_base(request)), name=f"giay-mau-{contest.slug}.pdf")


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def certificates_file(
    request: HttpRequest, slug: str, kind: str, form: str, number: int | None = None
) -> FileResponse:
    award = organised_award(request, slug, number)
    if form not in PRINTERS or kind not in CertificateKind.values:
        raise Http404
    job = _wait(request, award, CertificateKind(kind), form).job
    file = file_of(job) if job else None
    if file is None or job is None:
        raise Http404
    check_printed(award, CertificateKind(kind), at=job.finished_at or job.enqueued_at)
    name = f"giay-chung-nhan-{award.contest.slug}-{kind}.{form}"
    take_certificates(award, file=name, by=signed_in_user(request), at=timezone.now())
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=_TYPES[form]
    )


@never_cache
@login_required
@require_safe
def own_certificate(request: HttpRequest, code: UUID) -> HttpResponse:
    own = own_certificates(signed_in_user(request))
    certificate = next((one for one in own if one.code == code), None)
    if certificate is None:
        raise Http404
    name = f"giay-chung-nhan-{certificate.number:04d}.pdf"
    return _pdf(print_one(certificate, base=_base(request)), name=name)


@never_cache
@require_safe
@reads()
def verify(request: HttpRequest, code: UUID, signature: str) -> HttpResponse:
    """Anybody with a certificate's address reads whether it is true, and what it says."""
    found = IssuedCertificate.objects.select_related("contest", "round").filter(code=code).first()
    is_signed = found is not None and constant_time_compare(signature_of(found), signature)
    context = {
        "certificate": found if is_signed else None,
        "is_altered": found is not None and not is_signed,
        "is_valid": found is not None and is_signed and is_borne_out(found),
    }
    status = 200 if is_signed else 404
    return render(request, "leaderboard/verify.html", context, status=status)


def _pdf(data: bytes, *, name: str) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=named)


def _asked(request: HttpRequest) -> tuple[CertificateKind, str]:
    kind, form = request.POST.get("loai", ""), request.POST.get("dang", "")
    if kind not in CertificateKind.values or form not in PRINTERS:
        raise Http404
    return CertificateKind(kind), form


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _job(
    request: HttpRequest, award: Award, kind: CertificateKind, form: str
) -> tuple[int, int, str, str, str]:
    return award.contest.pk, award.round_id or 0, kind.value, form, _base(request)


def _wait(request: HttpRequest, award: Award, kind: CertificateKind, form: str) -> Wait:
    return wait_for(print_certificates, *_job(request, award, kind, form))


def _is_ready(wait: Wait) -> bool:
    return wait.job is not None and file_of(wait.job) is not None


def _url(name: str, award: Award, *args: str) -> str:
    numbers = [award.round.number] if award.round else []
    return reverse(f"leaderboard:{name}", args=[award.contest.slug, *numbers, *args])
