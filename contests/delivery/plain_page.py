"""The page of a paper that works without scripts: what it shows, and what its form posts."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from contests.attempts.locked_reads import stored_choices
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, TieCriterion
from contests.papers.shown_text import TEXT_FIELDS, said_in, with_pictures
from contests.regulation.predictions import prediction_question, prediction_use
from questionbank.models import QuestionKind, Revision
from questionbank.posted import unread_words, values_in
from questionbank.question_types.registry import QUESTION_TYPES, TYPED_TYPES
from questionbank.question_types.rows import RowFault
from questionbank.question_types.unread import UnreadAnswer
from questionbank.question_types.written import Written, text_of
from quizsite.language import moments

PER_PAGE = 5
MOST_DIGITS = 10  # of the largest answer


class Posted(NamedTuple):
    """What the form held, by position; `faults` are the answers that could not be read."""

    chosen: dict[int, int]
    was: dict[int, int]
    faults: dict[int, str]
    prediction: str = ""
    typed: Mapping[int, str] = {}  # what was typed where it could not be read
    twice: Sequence[int] = ()  # where two items stand at one place

    @property
    def changes(self) -> dict[int, int]:
        """What the person changed: another tab may have changed the rest meanwhile."""
        return {one: choice for one, choice in self.chosen.items() if choice != self.was[one]}


def pages_of(attempt: Attempt) -> range:
    return range(1, max(1, -(-attempt.question_count // PER_PAGE)) + 1)


def page_with(position: int, *, attempt: Attempt) -> int:
    """The prediction stands on the last page."""
    return (position - 1) // PER_PAGE + 1 if position else pages_of(attempt)[-1]


def positions_on(attempt: Attempt, number: int) -> list[int]:
    asked = [*range(1, attempt.question_count + 1)]
    if attempt.round.has_prediction:
        asked.append(0)
    return [one for one in asked if page_with(one, attempt=attempt) == number]


def read_page(attempt: Attempt, number: int, data: QueryDict) -> Posted:
    """Read what a page of the form posts; it leaves out what the form did not show."""
    typed: dict[int, str] = {}
    twice: list[int] = []
    posted = Posted({}, {}, {}, data.get("cau-0", "").strip(), typed, twice)
    shown = [one for one in positions_on(attempt, number) if _is_posted(one, data)]
    asked = _asked_on(attempt, shown)
    for position in shown:
        was, values = data.get(f"cu-{position}", ""), values_in(data, f"cau-{position}")
        try:
            if position in asked:
                answer = asked[position].read(values)
            else:
                answer = _predicted(posted.prediction)
        except ValueError as error:
            posted.faults[position] = _fault_words(error, asked.get(position))
            typed[position] = " ".join(values)
        else:
            posted.chosen[position] = answer
            if position in asked and RowFault.TWICE in asked[position].row_faults(answer):
                twice.append(position)
            posted.was[position] = asked[position].was(was) if position in asked else _whole(was)
    return posted


def _is_posted(position: int, data: QueryDict) -> bool:
    return f"cu-{position}" in data or bool(values_in(data, f"cau-{position}"))


class _Asked(NamedTuple):
    """What reading an answer needs to know of its question."""

    kind: str
    order: Sequence[int]
    options: Sequence[str]

    def read(self, values: Sequence[str]) -> int:
        """ValueError says that this is no answer of the kind."""
        return QUESTION_TYPES[self.kind].read_answer(self.order, values, self.options)

    def row_faults(self, answer: int) -> frozenset[RowFault]:
        return QUESTION_TYPES[self.kind].row_faults(self.order, answer)

    def was(self, text: str) -> int:
        return Written(text) if self.kind == QuestionKind.TEXT else _whole(text)


def _predicted(text: str) -> int:
    predicted = read_prediction(text)
    if predicted is None:
        raise ValueError(text)
    return predicted


def _whole(text: str) -> int:
    """A number that the form was given; one that was tampered with equals no answer."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else -1


def read_prediction(text: str) -> int | None:
    """Read a number as the paper's script does: spaces and dots only group its digits."""
    digits = re.sub(r"[\s.]", "", text)
    if not digits:
        return 0
    return int(digits) + 1 if re.fullmatch(r"[0-9]{1,9}", digits) else None


def _fault_words(error: ValueError, asked: _Asked | None) -> str:
    if asked is None:
        return _("Hãy nhập một số nguyên, ví dụ 1250.")
    if isinstance(error, UnreadAnswer):
        return unread_words(error)
    return _("Câu này chưa lưu được vì phương án gửi lên không có trong đề. Hãy chọn lại.")


def _asked_on(attempt: Attempt, positions: Collection[int]) -> dict[int, _Asked]:
    """Each question's kind, its options in the order shown, and in the bank's."""
    orders = {one: attempt.paper[one - 1] for one in positions if one}
    found = Revision.objects.filter(pk__in=[pk for pk, _order in orders.values()])
    known = {
        pk: (kind, options) for pk, kind, options in found.values_list("pk", "kind", "options")
    }
    asked = {one: _Asked(known[pk][0], order, known[pk][1]) for one, (pk, order) in orders.items()}
    if 0 in positions and attempt.round.asks_words:
        asked[0] = _Asked(QuestionKind.TEXT, (), ())
    return asked


def plain_page(
    attempt: Attempt,
    number: int,
    *,
    is_newest: bool,
    at: datetime,
    posted: Posted | None = None,
) -> dict[str, Any]:
    """Show one page; with `posted` what the person has filled in, else what is stored."""
    stored = stored_choices([attempt])[attempt.pk]
    pages = pages_of(attempt)
    filled = stored | posted.chosen if posted else stored
    was = stored | posted.was if posted and not is_newest else stored
    return frame(attempt, stored=stored, at=at) | {
        "is_newest": is_newest,
        "ticket": issue_save_token(attempt) if is_newest else "",
        "number": number,
        "back": number - 1 if number > 1 else None,
        "next": number + 1 if number < len(pages) else None,
        "questions": _questions(attempt, number, filled, was, posted),
        "prediction": _prediction(attempt, filled, was, posted) if number == pages[-1] else None,
    }


def frame(attempt: Attempt, *, stored: Mapping[int, int], at: datetime) -> dict[str, Any]:
    """What every page of the form shows: whose time ends when, and what is still unanswered."""
    asked = range(1, attempt.question_count + 1)
    missing = [one for one in asked if not stored.get(one)]
    if attempt.round.has_prediction and not stored.get(0):
        missing.append(0)
    return {
        "attempt": attempt,
        "round": attempt.round,
        "contest": attempt.round.contest,
        "ticket": issue_save_token(attempt),
        "ends": moments.exact_moment(attempt.deadline_at),
        "left": moments.span(max(0, int((attempt.deadline_at - at).total_seconds()))),
        "pages": list(pages_of(attempt)),
        "answered": sum(bool(stored.get(one)) for one in asked),
        "missing": [(one, page_with(one, attempt=attempt)) for one in missing],
        "needs_all_answers": TieCriterion.COMPLETE in attempt.round.tie_chain
        and not attempt.round.is_practice,
    }


def hand_in_page(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """Show what is unanswered, and what of the rest a person may have overlooked."""
    stored = stored_choices([attempt])[attempt.pk]
    answered = [one for one in range(1, attempt.question_count + 1) if stored.get(one)]
    asked = _asked_on(attempt, answered)
    faults = {one: asked[one].row_faults(stored[one]) for one in answered}
    return frame(attempt, stored=stored, at=at) | {
        fault.value: [
            (one, page_with(one, attempt=attempt)) for one in answered if fault in faults[one]
        ]
        for fault in RowFault
    }


def _questions(
    attempt: Attempt,
    number: int,
    filled: Mapping[int, int],
    was: Mapping[int, int],
    posted: Posted | None,
) -> list[dict[str, Any]]:
    positions = [one for one in positions_on(attempt, number) if one]
    wanted = [attempt.paper[one - 1][0] for one in positions]
    texts = {row["pk"]: row for row in Revision.objects.filter(pk__in=wanted).values(*TEXT_FIELDS)}
    shown = []
    for position in positions:
        pk, order = attempt.paper[position - 1]
        choice, of_kind = filled.get(position, 0), QUESTION_TYPES[texts[pk]["kind"]]
        rows = of_kind.review(texts[pk]["options"], order, (), choice)
        facts = {
            **said_in(texts[pk]),
            "position": position,
            "name": f"cau-{position}",
            "was": was.get(position, 0),
            "is_answered": choice > 0,
            "has_place_twice": RowFault.TWICE in of_kind.row_faults(order, choice),
            "rows": with_pictures(rows, order, texts[pk]["pictures"]),
            "terms": texts[pk]["options"],
            "fault": posted.faults.get(position) if posted else None,
            **_typed(texts[pk]["kind"], texts[pk]["options"], choice),
        }
        if posted and position in posted.typed:
            facts["typed"] = posted.typed[position]
        shown.append(texts[pk] | facts)
    return shown


def _typed(kind: str, terms: Sequence[str], answer: int) -> dict[str, str]:
    """What a field to type in holds, and how it was understood."""
    of_kind = TYPED_TYPES.get(kind)
    if of_kind is None:
        return {}
    said = " ".join(of_kind.answer_texts(terms, (), answer))
    return {"typed": of_kind.typed_text(terms, answer), "said": said}


def _prediction(
    attempt: Attempt,
    filled: Mapping[int, int],
    was: Mapping[int, int],
    posted: Posted | None,
) -> dict[str, Any] | None:
    round = attempt.round
    if not round.has_prediction:
        return None
    known = filled.get(0, 0)
    fault = posted.faults.get(0) if posted else None
    held = text_of(known) if round.asks_words else known - 1 if known else ""
    return {
        "question": prediction_question(round),
        "use": prediction_use(round),
        "was": was.get(0, 0),
        "typed": posted.prediction if posted and fault else held,
        "fault": fault,
        "is_sub_question": bool(round.sub_question),
        "is_in_words": round.asks_words,
    }
