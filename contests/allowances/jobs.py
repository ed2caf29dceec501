"""Jobs of incidents; the path of each is stored with its jobs, so none is moved or renamed."""

from django.utils import timezone
from django_tasks import task

from contests.allowances.affected import preview_of
from contests.allowances.apply import apply_batch, waiting_incidents
from contests.models import Allowance, Incident
from quizsite.db.bulk_write import plan_anew
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.worker import give_back_if_stopping


@task(priority=20)  # people are losing time
def apply_incident(incident_id: int) -> None:
    """Give each person theirs, a batch at a time: people are losing time meanwhile."""
    after: int | None = 0
    batches = 0
    while after is not None:
        after = apply_batch(incident_id, after=after, at=timezone.now())
        batches += 1
        if batches.bit_count() == 1:  # after 1, 2, 4, 8 … the table has twice as many rows
            plan_anew(Allowance._meta.db_table)  # noqa: SLF001 -- Django documents _meta
        give_back_if_stopping()


@task(priority=5)  # an organiser waits for it
def preview_incident(incident_id: int) -> None:
    """Store whom the incident met, as of now."""
    found = Incident.objects.select_related("round", "unit").filter(pk=incident_id).first()
    if found is not None:
        preview = preview_of(found, at=timezone.now())
        Incident.objects.proposed().filter(pk=incident_id).update(preview=preview)


@task()
def apply_incidents_again() -> None:
    """Ask anew for what a job gave up: until then the round can't be finalised."""
    for pk in waiting_incidents().values_list("pk", flat=True):
        enqueue_once(apply_incident, pk)
