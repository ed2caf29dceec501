"""Renders a question as HTML once per revision; a paper then only numbers and orders it.

On a paper page of 20 questions the template engine took more time than everything else
together. Its text is the same on every paper; docs/decisions/0015 has the figures."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from contests.models import Attempt, Round
from contests.papers.immutable_cache import ImmutableCache
from questionbank.models import Revision
from questionbank.question_types.choice_order import LETTERS

# One takes about 4 KB.
MOST_QUESTIONS = 5_000


@dataclass(frozen=True, slots=True)
class QuestionHtml:
    """%(…)s stands where a paper differs from the next; the options are in bank order."""

    question: str
    options: tuple[str, ...]


def _fetch(wanted: Set[int]) -> dict[int, QuestionHtml]:
    # Only text is read: what is not read cannot be shown. The key is in a table of its own.
    texts = Revision.objects.filter(pk__in=wanted).order_by()
    return {
        pk: _render(stem, options, kind=kind, is_multiple=is_multiple)
        for pk, stem, options, kind, is_multiple in texts.values_list(
            "pk", "stem", "options", "kind", "is_multiple"
        )
    }


question_html: ImmutableCache[QuestionHtml] = ImmutableCache(_fetch, most=MOST_QUESTIONS)


def _render(stem: str, options: list[str], *, kind: str, is_multiple: bool) -> QuestionHtml:
    template, facts = f"contests/questions/{kind}", {"stem": stem, "is_multiple": is_multiple}
    return QuestionHtml(
        _with_gaps(
            f"contests/questions/{kind}.html", facts, "position", "total", "hidden", "options"
        ),
        tuple(
            _with_gaps(
                f"{template}_option.html",
                {"text": text, "is_multiple": is_multiple},
                "position",
                "shown",
                "letter",
            )
            for text in options
        ),
    )


def _with_gaps(template: str, facts: Mapping[str, Any], *names: str) -> str:
    """Render with stand-ins for `names`, which become %(…)s. No text contains NUL: no form and
    no import takes it."""
    stand_ins = {name: mark_safe(f"\0{name}\0") for name in names}  # noqa: S308 -- constants
    html = render_to_string(template, {**facts, **stand_ins}).replace("%", "%%")
    for name in names:
        html = html.replace(f"\0{name}\0", f"%({name})s")
    return html


def questions_on(attempt: Attempt) -> SafeString:
    """Give the questions as drawn: text and options in order, no key, no basis."""
    kept = question_html.of({pk for pk, _order in attempt.paper})
    total = attempt.question_count
    rendered = []
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        html = kept[pk]
        options = [
            html.options[option] % {"position": position, "shown": shown, "letter": LETTERS[shown]}
            for shown, option in enumerate(order)
        ]
        rendered.append(
            html.question
            % {
                "position": position,
                "total": total,
                "hidden": "" if position == 1 else "hidden",
                "options": "".join(options),
            }
        )
    return mark_safe("".join(rendered))  # noqa: S308 -- every part is a template's output


class Heading(NamedTuple):
    """A paper page shows this besides questions; a corrected title renders the page again."""

    contest_title: str
    round_title: str
    total: int
    has_prediction: bool
    prediction_scope: str
    prediction_target: str


def page_around(round: Round, *, question_count: int) -> str:
    """Render the paper page with %(…)s for questions, settings, messages and CSRF token."""
    return _page(
        Heading(
            round.contest.title,
            round.title,
            question_count,
            round.has_prediction,
            round.prediction_scope,
            str(round.get_prediction_target_display()),
        )
    )


@lru_cache(maxsize=64)
def _page(heading: Heading) -> str:
    facts = {**heading._asdict(), "positions": range(1, heading.total + 1)}
    return _with_gaps(
        "contests/paper.html",
        facts,
        "said",
        "questions",
        "submit_url",
        "csrf_token",
        "page_settings",
    )
