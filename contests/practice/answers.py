"""Stores what a person answered while practising: a box, a day, counts, and nothing else."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contests.models import PractisedQuestion
from contests.practice.boxes import Place, next_place
from quizsite.accounts.models import User


@transaction.atomic
def note_answer(
    user: User, question_id: int, *, is_right: bool, times: int, at: datetime
) -> PractisedQuestion:
    """Count an answer to a question that had been answered `times` times when it was shown.

    A form posted twice, or from two tabs, counts once: the second finds another count."""
    on = timezone.localdate(at)
    own = PractisedQuestion.objects.filter(user=user, question=question_id)
    row = own.first()
    if row is None:
        place = next_place(None, is_right=is_right, on=on)
        row, _is_new = PractisedQuestion.objects.get_or_create(
            user=user,
            question_id=question_id,
            defaults={
                "box": place.box,
                "due_on": place.due_on,
                "right_times": int(is_right),
                "is_last_right": is_right,
                "last_at": at,
            },
        )
        return row
    if row.times == times:
        place = next_place(Place(row.box, row.due_on), is_right=is_right, on=on)
        own.filter(times=times).update(
            box=place.box,
            due_on=place.due_on,
            times=times + 1,
            right_times=row.right_times + is_right,
            is_last_right=is_right,
            last_at=at,
        )
        row.refresh_from_db()
    return row


def forget_practice(user: User) -> int:
    """Remove all that a person has practised; they begin anew."""
    removed, _rows = PractisedQuestion.objects.filter(user=user).delete()
    return removed
