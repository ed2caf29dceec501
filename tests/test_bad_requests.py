"""No text in an address and no missing field of a form makes a page crash."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contests.models import (
    Ballot,
    LikenessPair,
    RosterPreview,
    SampleEssay,
    StudyItem,
    Work,
    WorkAuthor,
    WorkDraft,
    WorkFile,
    WorkFinal,
)
from leaderboard.models import SharedResult
from quizsite.accounts.models import UnitContact
from quizsite.notifications.models import Mailing
from quizsite.tables.reader import RawTable
from tests.contests.initiatives.cast import published
from tests.contests.judging.cast import open_with, panel_of
from tests.contests.surveys.cast import survey_of
from tests.contests.written.cast import written_round
from tests.contests.written.sieve.stage import work_of
from tests.contests.written.sieve.stage import written_round as sieved_round
from tests.factories import AttemptFactory, OrganiserFactory, RosterPersonFactory, RoundFactory
from tests.proofs import sampled
from tests.routes import NO_UTF_8, ODD, ODD_PARTS, ROUTES
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

WITH_QUERY = [name for name, (_parts, keys) in ROUTES.items() if keys]
WITH_PARTS = [name for name, (parts, _keys) in ROUTES.items() if parts]


@pytest.fixture
def right():
    """Return the parts of the address of an existing page, by name."""
    round = open_round()
    entry = entry_in(round)
    RoundFactory(contest=round.contest, number=9000, state="draft")
    attempt = AttemptFactory(entry=entry, round=round)
    survey = survey_of(round.contest)
    work = _work(round, entry)
    batch = survey.batches.create(name="Lô 1", day=round.opens_at.date(), size=round.number)
    panel, _members = open_with(contest=round.contest, works=2)
    draft_panel = panel_of(contest=round.contest)
    return {
        "panel": panel.pk,
        "draft_panel": draft_panel.pk,
        "work_code": panel.works.first().code,
        "rubric": draft_panel.rubric_items.first().pk,
        "survey": survey.code,
        "written": work.round.number,
        "final": _final(work.round),
        "work": work.pk,
        "file": work.files.get().pk,
        "question": survey.questions.first().pk,
        "batch": batch.pk,
        "slug": round.contest.slug,
        "number": round.number,
        "kind": "award-decision",
        "ending": "pdf",
        "signature": "0123456789abcdef0123",
        "below": 50,
        "size": "a4",
        "idea": (idea := published(at=round.opens_at)).pk,
        "tracking": idea.tracking_code,
        "uuid": attempt.code,
        "shared": SharedResult.objects.create(attempt=attempt, shared_at=attempt.started_at).code,
        "key": "hue-2025",
        "mailing": _mailing(round).pk,
        "contest_id": round.contest_id,
        "stop": "WyJhIl0:abc",
        "unit": entry.unit.code,
        "entry": entry.pk,
        "attempt": attempt,
        "line": RosterPersonFactory(
            contest=round.contest, unit=entry.unit, entry=entry, matched_by="hand"
        ).pk,
        "preview": RosterPreview.objects.create(
            owner=entry.user,
            contest=round.contest,
            unit=entry.unit,
            filename="a.csv",
            rows=RawTable([], {}, []).as_json(),
            created_at=attempt.started_at,
        ).pk,
        "ballot": _ballot(round).pk,
        "item": StudyItem.objects.create(
            contest=round.contest, title="Luật", text="Đọc", created_at=attempt.started_at
        ).pk,
        **_sieved(entry),
    }


def _final(source):
    """The number of a final that everybody may watch, its lots not drawn yet."""
    round = RoundFactory(contest=source.contest, number=7000, kind="presented")
    source = RoundFactory(contest=source.contest, number=7001, kind="written")
    panel = panel_of(contest=source.contest, round=round)
    WorkFinal.objects.create(
        round=round, source=source, panel=panel, is_live_public=True, made_at=round.opens_at
    )
    return round.number


def _ballot(round):
    return Ballot.objects.create(
        contest=round.contest,
        title="Bài được yêu thích",
        opens_at=round.opens_at,
        closes_at=round.closes_at,
        made_at=round.opens_at,
        state="open",
    )


def _sieved(entry):
    """A work of a written round, like a sample essay."""
    round = sieved_round(contest=entry.contest)
    work = work_of(round)
    work.authors.update(entry=entry)
    sample = SampleEssay.objects.create(
        contest=round.contest, title="Mẫu", text="a", digest="a", added_at=round.opens_at
    )
    pair = LikenessPair.objects.create(
        round=round, work=work, sample=sample, share_percent=50, words_alike=9,
        found_at=round.opens_at,
    )  # fmt: skip
    return {
        "sieved": round.number,
        "sieved_work": work.pk,
        "own_work": work.pk,
        "pair": pair.pk,
        "sample": sample.pk,
    }


def _work(round, entry):
    """A work that was handed in, in a written round of the same contest."""
    asked = written_round(round={"contest": round.contest}, takes_files=True, file_kinds=["pdf"])
    facts = {"state": "handed_in", "begun_at": asked.opens_at, "handed_in_at": asked.opens_at}
    work = Work.objects.create(round=asked, entry=entry, number=1, **facts)
    WorkDraft.objects.create(work=work, saved_at=asked.opens_at)
    WorkAuthor.objects.create(work=work, entry=entry, full_name="A")
    WorkFile.objects.create(work=work, name="a.pdf", kind="pdf", size=9, begun_at=asked.opens_at)
    return work


def _mailing(round):
    at = round.opens_at
    facts = {"round": round.title}
    audience = {"round": round.pk, "unit": None}
    return Mailing.objects.create(
        occasion="reminder:1",
        kind="reminder",
        contest=round.contest_id,
        audience=audience,
        facts=facts,
        made_at=at,
        due_at=at,
    )


@pytest.fixture
def browser(right, signed_in):
    """Return the browser of an organiser who took part and is their unit's contact."""
    attempt = right["attempt"]
    user = attempt.entry.user
    user.is_staff = True
    user.save()
    OrganiserFactory(contest=attempt.round.contest, user=user)
    UnitContact.objects.create(unit=attempt.entry.unit, user=user, since=attempt.started_at)
    return signed_in(user)


def address(name, right):
    return reverse(name, args=[right[part] for part in ROUTES[name][0].split()])


@pytest.mark.parametrize("name", sampled(WITH_QUERY, every=6))
def test_odd_queries_are_answered(name, right, browser):
    led_to = {"/luyen-tap/", f"/cuoc-thi/{right['slug']}/"}
    for key in ROUTES[name][1].split():
        for value in [quote(value, safe="") for value in ODD] + NO_UTF_8:
            answer = browser.get(f"{address(name, right)}?{key}={value}")
            # What cannot be practised leads back to where there is something, and whoever has
            # entered a contest leads on to it.
            assert answer.status_code in {200, 400, 404} or answer.url in led_to
            assert answer.status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("name", sampled(WITH_PARTS, every=6))
def test_odd_addresses_are_answered(name, right, browser):
    where = address(name, right)
    for part in ROUTES[name][0].split():
        for value in ODD_PARTS[part]:
            changed = where.replace(f"/{right[part]}/", f"/{quote(value, safe='')}/")
            assert browser.get(changed).status_code in {200, 302, 400, 403, 404, 405, 414}
            assert browser.post(changed).status_code < 500


@pytest.mark.parametrize("name", ROUTES)
def test_a_form_without_fields_is_answered(name, right, browser):
    assert browser.post(address(name, right)).status_code < 500


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(st.sampled_from(["ky", "bang", "trang", "tinh-tren", "tim", "xep"]), st.text())
)
def test_any_text_in_the_query_of_a_public_page_is_answered(right, client, query):
    for name in ("board", "participation"):
        where = reverse(f"leaderboard:{name}", args=[right["slug"]])
        assert client.get(where, query).status_code in {200, 400, 404}
