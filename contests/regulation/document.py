"""Puts the rules of a whole contest together as offices write them: Điều 1, 2, 3 …

It reads nothing: the caller brings divisions, rounds with their sections, and own clauses. Rounds
that differ in their times alone share their articles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from contests.eligibility.words import NO_RULES, Eligibility
from contests.models import ClausePlace, Contest, Division, Round, RuleClause, Section
from contests.regulation.contest import Article, contest_regulation
from contests.regulation.round import extended_words, round_regulation
from quizsite.language import moments

# A round with its sections in words.
Told = tuple[Round, Sequence[Section]]
# Articles of a round that name the round itself: its times, the seal of its lots.
_OWN = ("window", "lots")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text; `change` tells what became of it since an earlier version."""

    text: str
    is_heading: bool
    change: str = ""  # "added" or "removed"


def whole_regulation(
    contest: Contest,
    *,
    divisions: Sequence[Division],
    rounds: Sequence[Told],
    clauses: Iterable[RuleClause] = (),
    prizes: Mapping[int | None, Sequence[Article]] | None = None,
    eligibility: Eligibility = NO_RULES,
) -> list[Article]:
    """Write all articles in order; `prizes` are those of each round, and of the contest (None)."""
    own = list(clauses)
    general = contest_regulation(contest, divisions=divisions, eligibility=eligibility)
    if sum(not round.is_practice for round, _sections in rounds) == 1:
        # The only round's ranking is the contest's.
        general = [article for article in general if article.key != "total"]
    before = [article for article in general if article.key in {"basis", "who", "entry"}]
    return [
        *before,
        *_clauses(own, ClausePlace.AFTER_ENTRY),
        *_rounds(rounds, prizes or {}),
        *(article for article in general if article.key == "total"),
        *(prizes or {}).get(None, ()),
        *_clauses(own, ClausePlace.AFTER_ROUNDS),
        *(article for article in general if article not in before and article.key != "total"),
        *_clauses(own, ClausePlace.AT_END),
    ]


def _clauses(clauses: Iterable[RuleClause], place: ClausePlace) -> list[Article]:
    return [
        Article(one.heading, tuple(line.strip() for line in one.body.splitlines() if line.strip()))
        for one in clauses
        if one.place == place
    ]


def _rounds(
    rounds: Sequence[Told], prizes: Mapping[int | None, Sequence[Article]]
) -> list[Article]:
    if not rounds:
        return []
    groups: dict[tuple[Article, ...], list[Round]] = {}
    lots: list[str] = []
    for round, sections in rounds:
        articles = round_regulation(round, sections=sections)
        articles += prizes.get(round.pk, ())
        shared = tuple(article for article in articles if article.key not in _OWN)
        groups.setdefault(shared, []).append(round)
        for article in articles:
            if article.key == "lots":
                lots += [f"{round.title}: {sentence}" for sentence in article.sentences]
    times = [_times(round) for round, _sections in rounds]
    clock = _("Giờ tính theo đồng hồ của máy chủ, giờ Hà Nội.")
    written = [Article(_("Thời gian các kỳ thi"), (*times, clock))]
    for shared, members in groups.items():
        named = _(" (%(rounds)s)") % {"rounds": moments.listed([one.title for one in members])}
        mark = named if len(groups) > 1 else ""
        written += [replace(article, heading=article.heading + mark) for article in shared]
    if lots:
        written.append(Article(_("Bốc thăm"), tuple(lots)))
    return written


def _times(round: Round) -> str:
    window = moments.window(round.opens_at, round.planned_closes_at or round.closes_at)
    said = _("%(round)s mở %(window)s.") % {"round": round.title, "window": window}
    if round.planned_closes_at:
        said += " " + _("Ban tổ chức đã đóng sớm lúc %(moment)s. Lý do: %(reason)s") % {
            "moment": moments.moment(round.closes_at),
            "reason": round.close_reason,
        }
    return " ".join(filter(None, (said, extended_words(round))))


def stored(articles: Iterable[Article]) -> list[list[Any]]:
    """Write articles as a version keeps them."""
    return [[one.heading, list(one.sentences), list(one.steps)] for one in articles]


def restored(rows: Iterable[Sequence[Any]]) -> list[Article]:
    return [Article(heading, tuple(said), tuple(steps)) for heading, said, steps in rows]


def changes_between(before: Sequence[Article], after: Sequence[Article]) -> list[Line]:
    """Tell both texts as one, line by line; what did not change stands without a mark.

    Numbers of articles are left out: a new article would change all that follow."""
    old, new = _lines(before), _lines(after)
    found: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found += new[new_from:new_to]
            continue
        found += [replace(line, change="removed") for line in old[old_from:old_to]]
        found += [replace(line, change="added") for line in new[new_from:new_to]]
    return found


def changed_lines(before: Sequence[Article], after: Sequence[Article]) -> list[Line]:
    """Keep what changed, each line below the heading that it stands under."""
    found: list[Line] = []
    heading: Line | None = None
    for line in changes_between(before, after):
        if line.change:
            found += [line] if heading is None or line.is_heading else [heading, line]
            heading = None
        elif line.is_heading:
            heading = line
    return found


def _lines(articles: Sequence[Article]) -> list[Line]:
    return [
        line
        for article in articles
        for line in (
            Line(article.heading, is_heading=True),
            *(Line(text, is_heading=False) for text in (*article.sentences, *article.steps)),
        )
    ]
