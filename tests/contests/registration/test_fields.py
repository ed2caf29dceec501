"""The field that an entrant chose is corrected by organisers, until a paper is drawn by it."""

import pytest
from django.urls import reverse

from contests.models import AttemptState
from contests.registration.fields import (
    FieldIsUsed,
    NoSuchField,
    SameField,
    correct_field,
    has_paper_by_field,
)
from contests.rules import ReasonMissing
from quizsite.audit.kinds import AuditKind
from tests.audit.lines import last_line, said_in
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db

CLOSED = {
    "state": AttemptState.SUBMITTED,
    "finished_at": NOON,
    "correct_count": 1,
    "question_count": 2,
}


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def round(contest, division):
    round = RoundFactory(contest=contest, number=1)
    for field in ("Đất đai", "Hộ tịch"):
        SectionFactory(round=round, division=division, field=field, axis=None)
    return round


@pytest.fixture
def entry(contest, division, round):
    return EntryFactory(contest=contest, division=division, field="Đất đai")


def page_of(entry):
    return reverse("contests:entry_field", args=["thu-do", entry.pk])


def test_an_organiser_corrects_the_field_with_a_reason(entry, organiser):
    said = {"by": organiser, "at": NOON, "reason": " Chọn nhầm "}
    assert correct_field(entry, "Hộ tịch", **said).field == "Hộ tịch"
    entry.refresh_from_db()
    assert entry.field == "Hộ tịch"
    line = last_line()
    assert said_in(line) == ("entry_field_changed", "organiser", organiser.pk, "Chọn nhầm")
    assert (line.before, line.after) == ({"entry_field": "Đất đai"}, {"entry_field": "Hộ tịch"})


@pytest.mark.parametrize(
    ("field", "reason", "refusal"),
    [("Hộ tịch", " ", ReasonMissing), ("Khác", "x", NoSuchField), ("Đất đai", "x", SameField)],
)
def test_a_correction_names_another_field_of_the_division_and_why(
    entry, organiser, field, reason, refusal
):
    with pytest.raises(refusal):
        correct_field(entry, field, by=organiser, at=NOON, reason=reason)


def test_papers_drawn_by_the_field_keep_it(contest, entry, organiser, round):
    other = RoundFactory(contest=contest, number=90)  # deals by no field
    AttemptFactory(entry=entry, round=other, **CLOSED)
    assert not has_paper_by_field(entry)
    AttemptFactory(entry=entry, round=round, **CLOSED)
    with pytest.raises(FieldIsUsed):
        correct_field(entry, "Hộ tịch", by=organiser, at=NOON, reason="Chọn nhầm")


def test_the_page_corrects_and_loses_no_reason(entry, organiser, signed_in, round):
    desk = signed_in(organiser)
    assert page_of(entry) in desk.get(reverse("contests:entry", args=["thu-do", entry.pk])).text
    missing = desk.post(page_of(entry), {"field": "", "reason": "Chọn nhầm"})
    assert "Hãy chọn một lĩnh vực." in missing.text
    assert "Chọn nhầm" in missing.text
    same = desk.post(page_of(entry), {"field": "Đất đai", "reason": "Chọn nhầm"})
    assert "Không có gì thay đổi" in same.text
    done = desk.post(page_of(entry), {"field": "Hộ tịch", "reason": "Chọn nhầm"}, follow=True)
    assert "Đề của người này rút theo lĩnh vực mới." in done.text
    assert last_line().kind in {AuditKind.ENTRY_FIELD_CHANGED, AuditKind.PEOPLE_SEEN}
    AttemptFactory(entry=entry, round=round, **CLOSED)
    assert "không đổi được nữa" in desk.get(page_of(entry)).text


def test_a_division_without_fields_and_another_contest_have_no_such_page(
    contest, organiser, signed_in, stranger
):
    plain = EntryFactory(contest=contest, division=DivisionFactory(contest=contest))
    desk = signed_in(organiser)
    assert desk.get(page_of(plain)).status_code == 404
    assert desk.get(page_of(EntryFactory())).status_code == 404
    assert signed_in(stranger).get(page_of(plain)).status_code == 404
