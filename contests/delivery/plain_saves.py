"""Stores what the page without scripts posts, by the rules of the answer endpoint."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from contests.attempts.locked_reads import lock_attempts, stored_choices
from contests.attempts.start import take_up
from contests.delivery.messages import announce_taken_up
from contests.delivery.notes import note_saves
from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.saves import Change, Receipt, Save, write_saves
from contests.delivery.tokens import ANY_EPOCH, SaveToken, save_token_of
from contests.models import VOIDED_FROM, Answer, Attempt, AttemptState
from questionbank.question_types.written import text_of


@transaction.atomic
def save_form(token: SaveToken, chosen: Mapping[int, int]) -> Receipt:
    """Store the changes of one post, numbered after all changes before them.

    The lock puts two posts of one form in order. Without it both would take the same numbers, and
    the second would be acknowledged although the first one's answers stay."""
    lock_attempts([token.attempt_id])
    newest = Answer.objects.filter(attempt=token.attempt_id).aggregate(newest=Max("seq"))["newest"]
    first = max(newest or 0, token.writer * SEQ_PER_TAB) + 1
    changes = [
        Change(position, int(choice), first + n, text_of(choice))
        for n, (position, choice) in enumerate(sorted(chosen.items()))
    ]
    # The form's own address names its paper, whatever epoch numbered it.
    save = Save(token._replace(epoch=ANY_EPOCH), tuple(changes))
    (receipt,) = write_saves([save])
    transaction.on_commit(lambda: note_saves([save], [receipt]))
    return receipt


def take_up_and_tell(attempt: Attempt) -> Attempt:
    """Let this tab or form be what saves from now on; those opened before it become read-only."""
    taken = take_up(attempt)
    # The first has no other to tell.
    if taken.state == AttemptState.OPEN and 1 < taken.writer < VOIDED_FROM:
        announce_taken_up(taken)
    return taken


@transaction.atomic
def save_waiting(
    attempt: Attempt, chosen: Mapping[int, int], *, was: Mapping[int, int]
) -> tuple[Receipt, list[int]]:
    """Store what a form held that was not the newest. Also return the positions that yield,
    because another tab has answered them since the form was made."""
    stored = stored_choices([attempt])[attempt.pk]
    yielded = [one for one in sorted(chosen) if stored.get(one, 0) != was.get(one, 0)]
    kept = {one: choice for one, choice in chosen.items() if one not in yielded}
    return save_form(save_token_of(attempt), kept), yielded
