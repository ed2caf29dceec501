"""The rules of each template, as people read them: rules/*.txt.

After a change of a template or of a sentence of the rules, write the texts anew and read what
changed, before it is committed:

    RENEW_RULES=1 bin/test tests/contests/contest_templates/test_rules.py; git diff tests"""

import os
from datetime import date
from pathlib import Path

import pytest

from contests.contest_templates.adapting import adapted
from contests.contest_templates.catalogue import TEMPLATES
from contests.contest_templates.making import opening
from contests.models import RoundState
from contests.planning.outline_words import planned_regulation
from contests.planning.outlines import build_contest
from contests.regulation.versions import current_regulation
from tests.factories import NOON

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).with_name("rules")
MONDAY = date(2027, 3, 1)
ALL = pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)


def as_text(articles) -> str:
    lines = []
    for number, article in enumerate(articles, start=1):
        lines += [f"Điều {number}. {article.heading}", *article.sentences]
        lines += [f"  {n}) {step}" for n, step in enumerate(article.steps, start=1)]
        lines.append("")
    return "\n".join(lines)


@ALL
def test_the_rules_of_a_template_are_the_text_that_people_read(template, site, organiser):
    first = opening(template, MONDAY)
    outline = adapted(template, site, organiser_name="UBND tỉnh").outline
    said = planned_regulation(outline, title="Tìm hiểu CCHC", first_opens_at=first)
    text, file = as_text(said), FOLDER / f"{template.key}.txt"
    if os.environ.get("RENEW_RULES"):
        file.write_text(text)
    assert text == file.read_text()


@ALL
def test_the_contest_built_of_a_template_has_the_rules_of_its_preview(template, site, organiser):
    first = opening(template, MONDAY)
    outline = adapted(template, site, organiser_name="UBND tỉnh").outline
    made = build_contest(
        outline, title="Tìm hiểu CCHC", slug="m", first_opens_at=first, by=organiser, at=NOON
    )
    # Rules name the rounds that are published.
    made.rounds.update(state=RoundState.PUBLISHED)
    said = planned_regulation(outline, title="Tìm hiểu CCHC", first_opens_at=first)
    assert as_text(current_regulation(made)) == as_text(said)


def test_every_text_is_of_a_template():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {one.key for one in TEMPLATES}
    assert len(TEMPLATES) == 12
