"""Jobs of certificates; the path of each function is stored, so none is moved or renamed."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import TaskContext, task

from leaderboard.certificates.issuing import issue_certificates, valid
from leaderboard.certificates.printing import PRINTERS
from leaderboard.document_models import CertificateKind
from leaderboard.official_documents.jobs import award_from
from quizsite.jobs.files import store_file
from quizsite.jobs.progress import report_progress
from quizsite.jobs.worker import give_back_if_stopping


@task(takes_context=True)
def print_certificates(
    context: TaskContext, contest_id: int, round_id: int, kind: str, form: str, base: str
) -> str:
    """Give everybody a certificate and print all; return the file's name."""
    award, asked = award_from(contest_id, round_id), CertificateKind(kind)
    total = issue_certificates(award, asked, at=timezone.now())
    job_id = context.task_result.id

    def report(done: int) -> None:
        give_back_if_stopping()
        report_progress(job_id, done=done, total=total)

    certificates = valid(award, asked).iterator(chunk_size=500)
    pieces = PRINTERS[form](award.contest, certificates, base=base, report=report)
    name = f"certificates-{contest_id}-{round_id}-{kind}.{form}"
    store_file(name, pieces)
    return name
