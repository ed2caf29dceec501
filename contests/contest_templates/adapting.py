"""Makes an outline of a template for one site: its axes, how many questions it has, its khối.

Whatever had to become other than announced is told in words, for the organiser to decide on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from typing import Any

from django.utils.translation import gettext as _

from contests.contest_templates.blocks import BLOCKS, kinds_meant
from contests.contest_templates.template import Collective, ContestTemplate, TemplateAward
from contests.planning.outline_prizes import AwardOutline, PrizeOutline
from contests.planning.outline_prizes import RuleOutline as CollectiveOutline
from contests.planning.outlines import ContestOutline, RoundOutline, SectionOutline
from contests.quotas.outline import EligibilityOutline, QuotaOutline, RuleOutline
from questionbank.models import Axis, DrawnFrom
from questionbank.pools import pool_counts
from quizsite.accounts.models import UnitKind
from quizsite.language.moments import listed


@dataclass(frozen=True, slots=True)
class Site:
    """`questions` counts, by audience and code of axis, what a paper may ask on the first day."""

    axes: Sequence[Axis]
    questions: Mapping[tuple[str, str], int]
    kinds: Sequence[UnitKind]


@dataclass(frozen=True, slots=True)
class Adapted:
    outline: ContestOutline
    notes: tuple[str, ...]


def read_site(*, on: date) -> Site:
    axes = list(Axis.objects.order_by("position", "pk"))
    codes = {axis.pk: axis.code for axis in axes}
    found = pool_counts(on=on, sets=DrawnFrom((), is_practice=False))
    questions = {
        (audience, codes[axis]): count
        for (axis, difficulty, audience), count in found.items()
        if not difficulty and axis in codes
    }
    return Site(axes, questions, list(UnitKind.objects.all()))


def adapted(template: ContestTemplate, site: Site, *, organiser_name: str) -> Adapted:
    """Say the template in terms of the site; nothing is stored."""
    papers = [_paper(template, division, site) for division in range(len(template.divisions))]
    outline = ContestOutline(
        {**template.settings, "organiser_name": organiser_name},
        tuple(template.divisions),
        tuple(
            RoundOutline(
                one.opens_after,
                one.lasts,
                {"title": one.title, **one.settings},
                sections=tuple(part for paper in papers for part in paper.sections),
                award=_award(one.award, site),
            )
            for one in template.rounds
        ),
        award=_award(template.award, site),
        prize_terms=template.prize_terms,
        eligibility=EligibilityOutline(
            tuple(_rule(one, site) for one in template.rules),
            template.details,
            tuple(
                QuotaOutline(kind.code, one.settings)
                for one in template.quotas
                for kind in kinds_meant(one.block, site.kinds)
            ),
        ),
    )
    notes = [note for paper in papers for note in paper.notes]
    return Adapted(outline, (*notes, *_notes_on_blocks(template, site)))


@dataclass(frozen=True, slots=True)
class _Paper:
    sections: tuple[SectionOutline, ...]
    notes: tuple[str, ...]


def _paper(template: ContestTemplate, division: int, site: Site) -> _Paper:
    """All rounds of a template ask a division alike."""
    wanted = template.rounds[0].questions[division]
    audience = str(template.divisions[division]["audience"])
    have = {axis.code: site.questions.get((audience, axis.code), 0) for axis in site.axes}
    counts = spread(wanted, have)
    asked = {code: count for code, count in counts.items() if count}
    said: dict[str, Any] = {
        "division": template.divisions[division]["name"],
        "wanted": wanted,
        "n": sum(asked.values()),
        "axes": len(asked),
        "counts": ", ".join(map(str, asked.values())),
    }
    notes = []
    if said["n"] < wanted:
        notes.append(
            _(
                "Bảng %(division)s: mẫu có %(wanted)d câu, ngân hàng chỉ đủ %(n)d câu nên đề còn "
                "%(n)d câu. Hãy thêm câu hỏi rồi sửa ma trận đề."
            )
            % said
        )
    if asked:
        notes.append(
            _(
                "Bảng %(division)s: mẫu không nêu số câu của từng trục; trang chia cho %(axes)d "
                "trục có câu hỏi: %(counts)s."
            )
            % said
        )
    sections = (
        SectionOutline(division, code, {"difficulty": "", "count": count})
        for code, count in asked.items()
    )
    return _Paper(tuple(sections), tuple(notes))


def spread(wanted: int, have: Mapping[str, int]) -> dict[str, int]:
    """Deal `wanted` out one by one, in the order given, never more than there are."""
    counts = dict.fromkeys(have, 0)
    missing = min(wanted, sum(have.values()))
    for code in cycle(have):
        if not missing:
            break
        if counts[code] < have[code]:
            counts[code] += 1
            missing -= 1
    return counts


def _rule(rule: RuleOutline, site: Site) -> RuleOutline:
    kinds = [kind for block in rule.unit_kinds for kind in kinds_meant(block, site.kinds)]
    return replace(rule, unit_kinds=tuple(kind.code for kind in kinds))


def _award(award: TemplateAward, site: Site) -> AwardOutline:
    rules: list[CollectiveOutline] = []
    prizes = list(award.people)
    for one in award.units:
        for kind in kinds_meant(one.block, site.kinds):
            prizes += [PrizeOutline(prize, rule=len(rules)) for prize in one.prizes]
            rules.append(CollectiveOutline(kind.code, _titled(one, kind, position=len(rules))))
    return AwardOutline(tuple(rules), tuple(prizes))


def _titled(one: Collective, kind: UnitKind, *, position: int) -> dict[str, Any]:
    return {"title": f"Khối {kind.name}", **one.settings, "position": position}


def _notes_on_blocks(template: ContestTemplate, site: Site) -> list[str]:
    blocks = dict.fromkeys(
        [
            *(block for rule in template.rules for block in rule.unit_kinds),
            *(one.block for one in template.quotas),
            *(one.block for award in _awards(template) for one in award.units),
        ]
    )
    notes = []
    for block in blocks:
        kinds = [kind.name for kind in kinds_meant(block, site.kinds)]
        said = {"block": BLOCKS[block], "kinds": listed(kinds) if kinds else ""}
        notes.append(
            _("Khối %(block)s của mẫu là khối trên trang này: %(kinds)s.") % said
            if kinds
            else _(
                "Trang này chưa có khối %(block)s, nên điều kiện, chỉ tiêu và giải tập thể của "
                "khối đó chưa có. Hãy thêm khối rồi đặt lại."
            )
            % said
        )
    return notes


def _awards(template: ContestTemplate) -> list[TemplateAward]:
    return [template.award, *(one.award for one in template.rounds)]
