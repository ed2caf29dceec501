"""Renders a question as HTML once per revision; a paper then only numbers and orders it.

On a paper page of 20 questions the template engine took more time than everything else
together. Its text is the same on every paper; docs/decisions/0015 has the figures."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from contests.models import Attempt, Round, TieCriterion
from contests.papers.immutable_cache import ImmutableCache
from contests.papers.shown_text import TEXT_FIELDS, picture_at, said_in
from questionbank.models import Revision
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.registry import QUESTION_TYPES, templates_of

# One takes about 4 KB.
MOST_QUESTIONS = 5_000


@dataclass(frozen=True, slots=True)
class QuestionHtml:
    """%(…)s stands where a paper differs from the next; the options are in bank order.

    `choices` are the options once more, where a question offers each of them in several lists."""

    question: str
    options: tuple[str, ...]
    choices: tuple[str, ...] = ()

    def on_paper(self, order: Sequence[int], *, position: int, total: int) -> str:
        spots = [
            {"position": position, "shown": shown, "letter": LETTERS[shown], "number": shown + 1}
            for shown in range(len(order))
        ]
        pieces = {
            name: "".join(parts[option] % spot for option, spot in zip(order, spots, strict=True))
            for name, parts in (("options", self.options), ("choices", self.choices))
            if parts
        }
        hidden = "" if position == 1 else "hidden"
        return self.question % {"position": position, "total": total, "hidden": hidden, **pieces}


def _fetch(wanted: Set[int]) -> dict[int, QuestionHtml]:
    texts = Revision.objects.filter(pk__in=wanted).order_by()
    return {row["pk"]: _render(row) for row in texts.values(*TEXT_FIELDS)}


question_html: ImmutableCache[QuestionHtml] = ImmutableCache(_fetch, most=MOST_QUESTIONS)


def _render(row: Mapping[str, Any]) -> QuestionHtml:
    options, of_kind = row["options"], QUESTION_TYPES[row["kind"]]
    prompts = of_kind.prompts(options)
    facts = {
        "is_multiple": row["is_multiple"],
        "prompts": prompts,
        "terms": options,
        "places": range(1, len(options) + 1),
        "has_buttons": True,
        "name": _stand_in("position", before="cau-"),
    }
    gaps = ("position", "total", "hidden", "options", "choices")
    template = f"contests/questions/{row['kind']}.html"
    question = _with_gaps([template], facts | said_in(row), *gaps)
    of_option = ("position", "shown", "letter", "number")
    said = [_of_option(row, n) for n in range(len(options))]
    pieces = {
        end: tuple(
            _with_gaps(templates_of(row["kind"], end), facts | one, *of_option) for one in said
        )
        for end in (["option", "choice"] if prompts else ["option"])
    }
    return QuestionHtml(question, pieces["option"], pieces.get("choice", ()))


def _of_option(row: Mapping[str, Any], n: int) -> dict[str, Any]:
    picture = picture_at(n, row["pictures"])
    return {"text": row["options"][n], "picture": picture, "picture_of": row["pk"]}


def _with_gaps(templates: list[str], facts: Mapping[str, Any], *names: str) -> str:
    """Render with stand-ins for `names`, which become %(…)s. No text contains NUL: no form and
    no import takes it."""
    stand_ins = {name: _stand_in(name) for name in names}
    html = render_to_string(templates, {**facts, **stand_ins}).replace("%", "%%")
    for name in names:
        html = html.replace(f"\0{name}\0", f"%({name})s")
    return html


def _stand_in(name: str, *, before: str = "") -> SafeString:
    return mark_safe(f"{before}\0{name}\0")  # noqa: S308 -- constants


def questions_on(attempt: Attempt) -> SafeString:
    """Give the questions as drawn: text and options in order, no key, no basis."""
    kept = question_html.of({pk for pk, _order in attempt.paper})
    total = attempt.question_count
    rendered = [
        kept[pk].on_paper(order, position=position, total=total)
        for position, (pk, order) in enumerate(attempt.paper, start=1)
    ]
    return mark_safe("".join(rendered))  # noqa: S308 -- every part is a template's output


class Heading(NamedTuple):
    """A paper page shows this besides questions; a corrected title renders the page again."""

    contest_title: str
    round_title: str
    total: int
    prediction: str  # the question; "" if the round has none
    prediction_use: str
    needs_all_answers: bool
    is_sub_question: bool
    is_in_words: bool


def page_around(round: Round, *, question_count: int, prediction: str, prediction_use: str) -> str:
    """Render the paper page with %(…)s for questions, settings, messages and CSRF token."""
    return _page(
        Heading(
            round.contest.title,
            round.title,
            question_count,
            prediction,
            prediction_use,
            TieCriterion.COMPLETE in round.tie_chain and not round.is_practice,
            bool(round.sub_question),
            round.asks_words,
        )
    )


@lru_cache(maxsize=64)
def _page(heading: Heading) -> str:
    facts = {**heading._asdict(), "positions": range(1, heading.total + 1)}
    return _with_gaps(
        ["contests/paper.html"],
        facts,
        "said",
        "questions",
        "submit_url",
        "plain_url",
        "paper_url",
        "csrf_token",
        "page_settings",
    )
