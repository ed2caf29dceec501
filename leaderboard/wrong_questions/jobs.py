"""Jobs about wrong questions; the path of each is stored with its jobs, so none is moved."""

from django.utils import timezone
from django_tasks import task

from contests.models import QuestionRuling
from leaderboard.wrong_questions.preview import make_preview
from quizsite.jobs.worker import give_back_if_stopping


@task(priority=5)  # an organiser waits for it
def preview_ruling(ruling_id: int) -> None:
    """Store what the ruling would change, as of now."""
    found = QuestionRuling.objects.select_related("round__contest", "revision")
    ruling = found.get(pk=ruling_id)
    preview = make_preview(ruling, at=timezone.now(), between=give_back_if_stopping)
    QuestionRuling.objects.proposed().filter(pk=ruling_id).update(preview=preview)
