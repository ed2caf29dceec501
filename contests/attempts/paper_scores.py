"""Scores closed papers: by the keys, the rulings in force, and the points of their rounds."""

from collections.abc import Iterable, Mapping, Sequence

from contests.attempts.answer_keys import answer_keys
from contests.attempts.paper_points import PointRules, paper_points
from contests.attempts.rulings_in_force import Rulings
from contests.attempts.scoring import Item, Score, score_paper
from contests.models import Attempt, Round
from contests.paper_sizes import ONE_POINT
from contests.papers.drawing import draw_with_worths, paper_source_of


def point_rules_of(round: Round) -> PointRules | None:
    """None if each right answer of the round counts the same."""
    if not round.has_points:
        return None
    return PointRules(round.wrong_points, round.is_partial_credit, round.may_fall_below_zero)


def scores(
    attempts: Sequence[Attempt],
    choices: Mapping[int, Mapping[int, int]],
    *,
    rounds: Iterable[Round],
    rulings: Rulings,
) -> list[Score]:
    """Score each paper by the keys and by the rulings on questions of its round."""
    keys = answer_keys.of({pk for attempt in attempts for pk, _order in attempt.paper})
    rules = {round.pk: point_rules_of(round) for round in rounds}
    scored = []
    for attempt in attempts:
        ruled, ticked = rulings.get(attempt.round_id, {}), choices[attempt.pk]
        items = [Item(order, *keys[pk], ruled.get(pk)) for pk, order in attempt.paper]
        score = score_paper(items, ticked)
        if (by := rules[attempt.round_id]) is not None:
            found = paper_points(items, ticked, worths=worths_of(attempt), rules=by)
            score = score._replace(points=found.points, most_points=found.most)
        scored.append(score)
    return scored


def worths_of(attempt: Attempt) -> list[int]:
    """Hundredths of each question of the paper, in a round that gives points."""
    return attempt.worths or dealt_worths(attempt)


def dealt_worths(attempt: Attempt) -> list[int]:
    """Draw the paper again to learn them: a process of an earlier version stores none."""
    entry = attempt.entry
    source = paper_source_of(attempt.round_id, entry.division_id, entry.field)
    avoid, stopped = set(attempt.avoided or ()), set(attempt.stopped or ())
    drawn = draw_with_worths(source, seed=attempt.seed, avoid=avoid, stopped=stopped)
    known = dict(zip([pk for pk, _order in drawn.paper], drawn.worths or (), strict=False))
    return [known.get(pk, ONE_POINT) for pk, _order in attempt.paper]
