"""Jobs of documents; the path of each function is stored, so none is moved or renamed."""

from __future__ import annotations

import io
import zipfile

from django.utils import timezone
from django_tasks import TaskContext, task

from contests.awards import Award
from contests.models import Contest, Round
from leaderboard.official_documents.issue import write_reminders
from quizsite.documents.writers import WRITERS
from quizsite.jobs.files import store_file
from quizsite.jobs.progress import with_progress


def award_from(contest_id: int, round_id: int) -> Award:
    """A job's arguments are numbers: 0 is the whole contest."""
    contest = Contest.objects.get(pk=contest_id)
    round = Round.objects.get(pk=round_id, contest=contest) if round_id else None
    return Award(contest, round)


@task(takes_context=True)
def zip_reminders(
    context: TaskContext, contest_id: int, round_id: int, below: int, form: str
) -> str:
    """Store a letter to each lagging unit in one archive; return the file's name."""
    letters = write_reminders(award_from(contest_id, round_id), below=below, at=timezone.now())
    target, job_id = io.BytesIO(), context.task_result.id
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, letter in with_progress(iter(letters), total=len(letters), job_id=job_id):
            archive.writestr(f"cong-van-{code}.{form}", WRITERS[form].write(letter))
    name = f"reminders-{contest_id}-{round_id}-{below}-{form}.zip"
    store_file(name, [target.getvalue()])
    return name
