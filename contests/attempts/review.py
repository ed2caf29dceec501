"""Builds what a person may see of a closed paper, and only that."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from contests.attempts.conditions import failed_conditions
from contests.attempts.locked_reads import stored_choices
from contests.attempts.paper_points import PointRules, half_up, question_points
from contests.attempts.paper_scores import point_rules_of, worths_of
from contests.attempts.rules import check_may_see_key, detail_shown
from contests.attempts.rulings_in_force import ruling_of
from contests.attempts.scoring import Item, is_right
from contests.attempts.withheld_keys import WithheldCount, withheld_keys, withheld_on_paper
from contests.models import Attempt, QuestionRuling, ResultDetail, RulingKind, TextMark
from contests.papers.drawing import layout_of
from contests.papers.shown_text import said_of, with_pictures
from contests.points import question_points_words, score_words
from questionbank.models import AnswerKey, Revision
from questionbank.question_types.registry import QUESTION_TYPES


def shown(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """Show nothing, the score, or the score with key and explanation, as the round says at `at`."""
    detail = detail_shown(attempt, round=attempt.round, at=at)
    context: dict[str, Any] = {"detail": detail.value, "answered": _answered(attempt)}
    if attempt.round.asks_words:
        context |= _own_words(attempt, detail)
    if detail is not ResultDetail.NOTHING:
        context["rulings"] = _rulings_on(attempt)
        context["points"] = score_words(attempt, scale=attempt.round.points_scale)
        context["failed"] = failed_conditions(attempt)
    if detail is ResultDetail.KEY:
        context["reviewed"] = review(attempt, at=at)
        context["withheld_by"] = withheld_by(attempt, at=at)
    return context


def _own_words(attempt: Attempt, detail: ResultDetail) -> dict[str, Any]:
    """Show the words, and their mark once marks rank people."""
    is_told = detail is not ResultDetail.NOTHING and attempt.round.true_predictions
    mark = TextMark.objects.filter(attempt=attempt, confirmed_at__isnull=False) if is_told else None
    return {
        "own_words": attempt.answers.filter(position=0).values_list("text", flat=True).first(),
        "own_mark": mark and mark.values_list("mark", flat=True).first(),
    }


def withheld_by(attempt: Attempt, *, at: datetime) -> list[WithheldCount]:
    """Say which rounds ask how many questions of this paper, the one that ends last at the end."""
    counted = Counter(withheld_keys([pk for pk, _order in attempt.paper], at=at).values())
    return sorted((WithheldCount(by, n) for by, n in counted.items()), key=lambda one: one.by.until)


def wrong_ones(reviewed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what was answered wrongly or not at all; of a paper that tells no verdict, nothing.

    What was annulled counts for nobody."""
    told = [item for item in reviewed if "withheld" not in item and not item["is_right"]]
    return [one for one in told if one["ruling"] is None or one["ruling"].kind != RulingKind.ANNUL]


def _answered(attempt: Attempt) -> int:
    return attempt.answers.filter(position__gt=0, choice__gt=0).count()


def _rulings_on(attempt: Attempt) -> list[dict[str, Any]]:
    """Name the questions of this paper that are scored otherwise than first said, without why:
    a reason may tell the key."""
    positions = {pk: position for position, (pk, _order) in enumerate(attempt.paper, start=1)}
    in_force = attempt.round.rulings.in_force().filter(revision__in=positions)
    found = [{"position": positions[one.revision_id], "ruling": one} for one in in_force]
    return sorted(found, key=itemgetter("position"))


def review(attempt: Attempt, *, at: datetime) -> list[dict[str, Any]]:
    """List each question with the ticked options, the key and why; refused before its release.

    While another round asks any of them, all come without key, verdict and basis."""
    check_may_see_key(attempt, round=attempt.round, at=at)
    wanted = [pk for pk, _order in attempt.paper]
    withheld = withheld_on_paper(withheld_keys(wanted, at=at))
    revisions = Revision.objects.select_related("document", "passage").in_bulk(wanted)
    # What is not read cannot be shown.
    keys = {} if withheld else AnswerKey.objects.in_bulk(wanted, field_name="revision_id")
    choices = stored_choices([attempt])[attempt.pk]
    rulings = {one.revision_id: one for one in attempt.round.rulings.in_force()}
    rules = point_rules_of(attempt.round)
    worths = worths_of(attempt) if rules else []
    reviewed = []
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        choice = choices.get(position, 0)
        item = question_shown(revisions[pk], order, choice) | {"position": position}
        if withheld:
            item["withheld"] = withheld
        else:
            item |= _key_of(revisions[pk], keys[pk], order, choice, rulings.get(pk))
            if rules:
                asked = _item(revisions[pk], keys[pk], order, rulings.get(pk))
                item["points"] = _points_of(asked, choice, worth=worths[position - 1], rules=rules)
        reviewed.append(item)
    return reviewed


def question_shown(revision: Revision, order: list[int], choice: int) -> dict[str, Any]:
    """Show a question with what was answered, and nothing of its key."""
    return {
        **said_of(revision),
        "kind": revision.kind,
        "shown": _shown(revision, order, (), choice),
        "is_answered": choice > 0,
    }


def _shown(revision: Revision, order: list[int], key: Collection[int], choice: int) -> Any:
    shown = QUESTION_TYPES[revision.kind].review(revision.options, order, key, choice)
    return with_pictures(shown, order, revision.pictures)


def _key_of(
    revision: Revision,
    key: AnswerKey,
    order: list[int],
    choice: int,
    stored: QuestionRuling | None,
) -> dict[str, Any]:
    return {
        "shown": _shown(revision, order, key.right_options, choice),
        "is_right": is_right(_item(revision, key, order, stored), choice),
        "ruling": stored,
        "further": further_texts(revision, stored.accepted) if stored else [],
        "explanation": key.explanation,
        "basis": revision.basis,
    }


def further_texts(revision: Revision, accepted: Iterable[Sequence[int]]) -> list[list[str]]:
    """Say in words which answers a ruling accepts besides the key, in the order of the bank."""
    of_kind = QUESTION_TYPES[revision.kind]
    layout = layout_of(revision.options, kind=revision.kind)
    order = range(layout.first, layout.option_count)
    return [
        of_kind.answer_texts(revision.options, order, of_kind.right_answer(order, further))
        for further in accepted
    ]


def _item(
    revision: Revision, key: AnswerKey, order: list[int], stored: QuestionRuling | None
) -> Item:
    ruling = ruling_of(stored) if stored else None
    return Item(order, key.right_options, revision.kind, ruling)


def _points_of(item: Item, choice: int, *, worth: int, rules: PointRules) -> str:
    """What the answer earned, of what; "" for a question that does not count.

    Each is rounded by itself, so that parts of points may differ from the paper's sum."""
    if item.ruling is not None and item.ruling.is_annulled:
        return ""
    earned = half_up(question_points(item, choice, worth=worth, rules=rules))
    return question_points_words(earned, worth)
