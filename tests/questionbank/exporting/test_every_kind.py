"""Any question of any kind goes out as a file and comes back the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionbank.authoring import matching
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.text import key_of
from questionbank.exporting import xlsx_and_csv as exporting
from questionbank.importing.plan import Action, check_file
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.number import MOST
from quizsite.language.vietnamese import tidy
from tests.factories import RevisionFactory
from tests.questionbank.importing.files import read_file

_ALPHABET = "aâđưBCZ0123456789 .,;:|=>-()\\/“”?!%+*~#{}²"
words = st.text(_ALPHABET, min_size=1, max_size=24).map(tidy).filter(lambda said: said.strip())
rows = st.lists(words, min_size=3, max_size=8, unique_by=str.casefold)


@st.composite
def choice(draw):
    options = draw(rows)
    key = draw(st.sets(st.integers(0, len(options) - 1), min_size=1, max_size=len(options) - 1))
    return options, sorted(key)


@st.composite
def grid(draw):
    options = draw(rows)
    return options, draw(
        st.lists(st.sampled_from([1, 2]), min_size=len(options), max_size=len(options))
    )


@st.composite
def pairs(draw):
    prompts = draw(rows)
    targets = draw(rows)
    named = [draw(st.sampled_from(targets)) for _prompt in prompts]
    return matching.store([*map(matching.Pair, prompts, named)], targets)


@st.composite
def number(draw):
    value = draw(st.integers(-MOST // 2, MOST // 2))
    decimals = draw(st.integers(0, 6))
    return [draw(st.sampled_from(["", "m²", "%", "ngày"])), str(decimals)], [
        value,
        draw(st.integers(0, 999)),
    ]


@st.composite
def text(draw):
    folds = draw(st.booleans())
    key = key_of(draw(st.lists(words, min_size=1, max_size=20)), folds=folds)
    return [str(int(folds))], list(key)


ANY = {
    QuestionKind.CHOICE: choice(),
    QuestionKind.GRID: grid(),
    QuestionKind.MATCHING: pairs(),
    QuestionKind.ORDERING: rows.map(lambda items: (items, list(range(1, len(items) + 1)))),
    QuestionKind.NUMBER: number(),
    QuestionKind.TEXT: text(),
}


def test_every_kind_is_tried():
    assert set(ANY) == set(QuestionKind)


@pytest.mark.parametrize("kind", ANY)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_cells_read_back_what_they_were_written_from(kind, data):
    options, key = data.draw(ANY[kind])
    written = WRITTEN_KINDS[kind]
    if written.faults_of(options, key):
        return
    options, key = written.freeze(options, key)
    cells = dict.fromkeys((*LETTERS, "right"), "") | written.write_cells(options, key)
    found, read_key, faults = written.read_cells(cells)
    while found and not found[-1]:
        found.pop()
    assert faults == []
    assert written.freeze(found, read_key) == (options, key)


SAMPLES = {
    "choice": (["Có", "Không | => có"], [0]),
    "grid": (["Ý một", "Ý hai", "Ý ba"], [1, 2, 2]),
    "matching": (["a => b", "c", "", "z => y", "x"], [1, 2]),
    "ordering": (["Ba", "Hai", "Một"], [3, 2, 1]),
    "number": (["m²", "1"], [-15005, 5]),
    "text": (["0"], [0, "một | hai", "ba"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_every_kind_comes_back_unchanged_from_every_file(tmp_path, ending):
    for kind, (options, right) in SAMPLES.items():
        RevisionFactory(kind=kind, options=options, right=right)
    path = tmp_path / f"a.{ending}"
    with path.open("wb") as stream:
        if ending == "xlsx":
            exporting.write_workbook(stream, Revision.objects.all())
        else:
            write = {"csv": exporting.question_lines, "json": exporting.question_objects}[ending]
            stream.write("".join(write(Revision.objects.all())).encode())
    plan = check_file(read_file(path))
    assert plan.problems == []
    assert [one.action for one in plan.planned] == [Action.UNCHANGED] * len(SAMPLES)
