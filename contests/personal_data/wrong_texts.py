"""Empties what a person wrote on papers, as far as no score rests on it."""

from collections.abc import Collection

from contests.attempts.answer_keys import answer_keys
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import Item, is_right
from contests.models import Answer
from questionbank.models import QuestionKind
from questionbank.question_types.written import answer_of


def empty_wrong_texts(entry_ids: Collection[int]) -> None:
    """A text that counts is one of those an author listed, and tells nothing of who wrote it.

    Any other may be anything, so it goes. The answer stays an answer, and stays wrong."""
    own = Answer.objects.filter(attempt__entry__in=entry_ids, text__isnull=False)
    written = list(own.select_related("attempt"))
    if not written:
        return
    rulings = rulings_in_force({one.attempt.round_id for one in written})
    keys = answer_keys.of({pk for one in written for pk, _order in one.attempt.paper})
    wrong = []
    for one in written:
        if 0 < one.position <= len(one.attempt.paper):
            pk, order = one.attempt.paper[one.position - 1]
            right, kind = keys[pk]
            if kind != QuestionKind.TEXT:  # a text made by hand stands beside any choice
                wrong.append(one.pk)
                continue
            ruling = rulings[one.attempt.round_id].get(pk)
            if ruling is not None:  # a point that everybody gets rests on no text
                ruling = ruling._replace(is_given=False)
            if is_right(Item(order, right, kind, ruling), answer_of(one.choice, one.text)):
                continue
        wrong.append(one.pk)
    Answer.objects.filter(pk__in=wrong).update(text=None)
