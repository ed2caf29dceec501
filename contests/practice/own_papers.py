"""What a person's own papers tell them: right or wrong, as far as their result pages say."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from contests.attempts.answer_keys import answer_keys
from contests.attempts.locked_reads import stored_choices
from contests.attempts.rules import detail_shown
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import Item, is_right
from contests.attempts.withheld_keys import withheld_keys
from contests.models import Attempt, ResultDetail
from questionbank.models import Revision
from quizsite.accounts.models import User

# Some people take hundreds of papers; the newest say what they know now.
MOST_PAPERS = 30


class OwnAnswer(NamedTuple):
    contest: int
    question: int
    revision: int
    axis: int
    is_right: bool


def own_answers(user: User, *, at: datetime) -> list[OwnAnswer]:
    """List the answers of released papers, the newest first; a paper of which a question is
    withheld tells nothing yet, as its result page."""
    papers = _released(user, at=at)
    withheld = withheld_keys({pk for paper in papers for pk, _order in paper.paper}, at=at)
    papers = [one for one in papers if not any(pk in withheld for pk, _order in one.paper)]
    shown = {pk for paper in papers for pk, _order in paper.paper}
    if not shown:
        return []
    # What is not read cannot be shown.
    keys = answer_keys.of(shown)
    of = Revision.objects.filter(pk__among=shown).order_by()
    places = {pk: row for pk, *row in of.values_list("pk", "question", "question__axis")}
    choices = stored_choices(papers)
    rulings = rulings_in_force({paper.round_id for paper in papers})
    found = []
    for paper in papers:
        for position, (pk, order) in enumerate(paper.paper, start=1):
            ruling = rulings[paper.round_id].get(pk)
            if pk not in places or pk not in keys or (ruling and ruling.is_annulled):
                continue
            item = Item(order, keys[pk].right, keys[pk].kind, ruling)
            question, axis = places[pk]
            is_correct = is_right(item, choices[paper.pk].get(position, 0))
            contest = paper.round.contest_id
            found.append(OwnAnswer(contest, question, pk, axis, is_correct))
    return found


def _released(user: User, *, at: datetime) -> Sequence[Attempt]:
    closed = Attempt.objects.of(user).closed().select_related("round")
    # Only simulated people take rehearsals, and what they ask is perhaps still a draft.
    closed = closed.filter(round__contest__is_rehearsal=False)
    newest = closed.order_by("-started_at", "-pk")[:MOST_PAPERS]
    return [one for one in newest if detail_shown(one, round=one.round, at=at) is ResultDetail.KEY]
