"""Organisers can read works with their authors, so no mark by code until the key is opened."""

import re

import pytest
from django.urls import reverse

from contests.judging.members import appoint
from contests.judging.rules import SawAuthors, SeesAuthors
from contests.models import Assignment, Panel, PanelRole, PastRole, Round
from tests.contests.judging.cast import AT, open_with, send
from tests.contests.written.cast import written_round
from tests.factories import OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = ("lead", "lead_works", "totals")
FILES = (
    ("marks_file", ()),
    ("panel_document", ("bien-ban", "docx")),
    ("panel_document", ("phieu-cham", "pdf")),
)


@pytest.fixture
def essay():
    return written_round()


@pytest.fixture
def panel(essay):
    """Marks that are found on any page: 31,25 and 17,75 make 49."""
    made, _jurors = open_with(contest=essay.contest, round=essay, jurors=2, works=2, markers=1)
    for one in Assignment.objects.to_mark():
        send(one, "31,25", "17,75")
    return made


def seen_by(user, panel, signed_in):
    browser = signed_in(user)
    paths = [reverse(f"contests:{name}", args=[panel.pk]) for name in PAGES]
    paths += [reverse("contests:lead_work", args=[panel.pk, one.code]) for one in panel.works.all()]
    answers = [browser.get(path) for path in paths]
    assert {one.status_code for one in answers} == {200}
    return "".join(re.sub(r"<script.*?</script>", "", one.content.decode()) for one in answers)


def files_for(user, panel, signed_in):
    browser = signed_in(user)
    paths = [reverse(f"contests:{name}", args=[panel.pk, *more]) for name, more in FILES]
    return [browser.get(path).status_code for path in paths]


@pytest.mark.parametrize("is_secretary", [False, True])
def test_organisers_see_codes_and_states_and_no_mark_before_the_key_is_open(
    panel, essay, signed_in, is_secretary
):
    user = OrganiserFactory(contest=essay.contest).user
    if is_secretary:
        appoint(panel, user=user, role=PanelRole.SECRETARY, by=None, at=AT)
    said = seen_by(user, panel, signed_in)
    for mark in ("31,25", "17,75", "49"):
        assert f">{mark}<" not in said
        assert f" {mark} " not in said
    assert "Điểm của bài" not in said
    assert all(one.code in said for one in panel.works.all())
    assert "Đã đủ điểm." in said
    assert set(files_for(user, panel, signed_in)) == {403}
    Round.objects.update(marked_at=AT)
    assert "<strong>49</strong>" in seen_by(user, panel, signed_in)


def test_those_who_do_not_organise_read_the_marks_that_they_agree_on(panel, signed_in):
    secretary = UserFactory()
    appoint(panel, user=secretary, role=PanelRole.SECRETARY, by=None, at=AT)
    chair = panel.members.get(role=PanelRole.CHAIR).user
    for user in (secretary, chair):
        said = seen_by(user, panel, signed_in)
        assert "<strong>49</strong>" in said
        assert "Bạn thuộc ban tổ chức" not in said
        assert set(files_for(user, panel, signed_in)) == {200}


def test_a_panel_of_no_round_is_sealed_until_its_totals_are_agreed(signed_in):
    panel, _jurors = open_with(jurors=2, works=1, markers=1)
    send(Assignment.objects.to_mark().get(), "31,25", "17,75")
    user = OrganiserFactory(contest=panel.contest).user
    assert "<strong>49</strong>" not in seen_by(user, panel, signed_in)
    chair = signed_in(panel.members.get(role=PanelRole.CHAIR).user)
    totals = reverse("contests:totals", args=[panel.pk])
    chair.post(totals, {"propose": "1"})
    signed_in(user).post(totals, {"agree": "1"})
    assert Panel.objects.get().state == "agreed"
    assert "<strong>49</strong>" in seen_by(user, panel, signed_in)


def test_whoever_organised_the_contest_before_marks_nothing_of_it(panel, essay):
    was = UserFactory()
    PastRole.objects.create(user=was, contest=essay.contest, until=AT)
    with pytest.raises(SawAuthors):
        appoint(panel, user=was, role=PanelRole.JUROR, by=None, at=AT)
    appoint(panel, user=was, role=PanelRole.SECRETARY, by=None, at=AT)
    organises = OrganiserFactory(contest=essay.contest).user
    with pytest.raises(SeesAuthors):
        appoint(panel, user=organises, role=PanelRole.JUROR, by=None, at=AT)
