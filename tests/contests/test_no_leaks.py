"""Keys and explanations never reach a participant before their release.

The tests read every response a participant can get while a round is open. Only the key and the
explanation carry canaries, and no response may hold them."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Attempt, PractisedQuestion, Round
from contests.practice.asked import Asked
from contests.practice.progress import keep_progress
from questionbank.models import (
    AnswerKey,
    Axis,
    LegalDocument,
    Question,
    QuestionSet,
    Revision,
)
from quizsite.accounts.models import UnitContact
from tests.factories import OrganiserFactory, RoundFactory, SectionFactory
from tests.proofs import sampled
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

EXPLANATION = "GIAI-THICH-BI-MAT"
# A column that a new type of question adds to the key is looked for without a change here.
KEY_COLUMNS = [
    field
    for field in AnswerKey._meta.concrete_fields
    if not (field.primary_key or field.is_relation)
]
PAPER_QUERIES = 4
NAMESPACES = ("contests", "leaderboard", "questionbank", "rehearsals", "notifications")
# addresses with the code of a paper or of a certificate, not of a unit
BY_PAPER = ("/bai", "/chia-se", "/chung-nhan", "/ket-qua-cua-toi/giay")


@pytest.fixture
def scene(contestant):
    at = timezone.now()
    round = open_round(
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
        prediction_target="all_correct",
        attempt_limit=3,
    )
    texts = [field.name for field in KEY_COLUMNS if isinstance(field, CharField | TextField)]
    AnswerKey.objects.update(**dict.fromkeys(texts, EXPLANATION))
    entry = entry_in(round, user=contestant)
    closed = submit_attempt(start_attempt(entry, round=round, at=at), at=at)
    running = start_attempt(entry, round=round, at=at)
    return round, closed, running


def names_with_arguments(round, attempts, namespaces):
    """Every named route a participant may call, with arguments that fit."""
    slug = round.contest.slug
    entry = attempts[0].entry
    values = {
        "slug": slug,
        "number": round.number,
        "code": entry.unit.code,
        "pk": entry.pk,
        "person_id": entry.user_id,
        "question_id": Question.objects.first().pk,
        "revision_id": Revision.objects.first().pk,
        "axis_id": Axis.objects.first().pk,
        "token": "1:khong-co",
        "contest": entry.contest_id,
        "document_id": LegalDocument.objects.first().pk,
        "digest": "d" * 32,
        "size": "lon",
        "preview_id": 1,
        "solve_id": 1,
        "comment_id": 1,
        "suggestion_id": 1,
        "intake_id": 1,
        "proposal_id": 1,
        "ruling_id": 1,
        "allowance_id": 1,
        "item_id": 1,
        "candidate": 1,
        "sign": "burst",
        "kind": "luot",
        "ending": "pdf",
        "form": "pdf",
        "signature": "0123456789abcdef0123",
        "below": 50,
        "key": "phuong-xa",
        "decision": "dong-y",
        "file_pk": 1,
        "step": "gui-duyet",
        "what": "phan",
        "tracking": "ABCDEFGHJKLM",
        "panel_id": 1,
        "position": 1,
    }
    for namespace in namespaces:
        resolver = get_resolver().namespace_dict[namespace][1]
        for name in {key for key in resolver.reverse_dict if isinstance(key, str)}:
            (possibility, *_rest) = resolver.reverse_dict.getlist(name)[0][0]
            wanted = possibility[1]
            for attempt in attempts:
                arguments = {
                    key: attempt.code
                    if key == "code" and any(one in f"/{possibility[0]}" for one in BY_PAPER)
                    else values[key]
                    for key in wanted
                }
                yield reverse(f"{namespace}:{name}", kwargs=arguments)


def learning_queries(round, path):
    """What practising is asked for, a question of the round by its number among it."""
    if not path.startswith("/luyen-tap/"):
        return
    axis = Axis.objects.first()
    yield f"?cuoc-thi={round.contest.slug}&truc={axis.code}&lai=1"
    for pk in round.sections.get().pool:
        signed = Asked(pk, (0, 1, 2, 3)).signed
        for answer in ("xem=1", "khong-biet=1", "cau-1=0", "cau-1=1", "hom-nay=1"):
            yield f"?phieu={quote(signed)}&{answer}"


def everything_a_participant_gets(client, round, attempts, *, namespaces=NAMESPACES):
    for path in sorted(set(names_with_arguments(round, attempts, namespaces))):
        for query in ("", f"?ky={round.number}", *learning_queries(round, path)):
            response = client.get(path + query, follow=True)
            assert response.status_code < 500, path
            content = b"".join(response) if response.streaming else response.content
            yield path, content.decode("utf-8", "replace")


def test_nothing_tells_the_key_while_the_round_is_open(scene, signed_in, contestant):
    round, closed, running = scene
    client = signed_in(contestant)
    with CaptureQueriesContext(connection) as asked:
        seen = dict(everything_a_participant_gets(client, round, [closed, running]))
        taken = client.post(reverse("contests:take", args=[running.code]))
    # What no statement reads no page can show, whatever the page is.
    assert [one["sql"] for one in asked if AnswerKey._meta.db_table in one["sql"]] == []
    seen["take"] = taken.content.decode()
    assert any("/ket-qua/" in path for path in seen)
    names = [field.column for field in KEY_COLUMNS]
    assert {"right_options", "explanation"} <= set(names)
    for path, text in seen.items():
        assert EXPLANATION not in text, path
        for word in (*names, "is_right", "is-right", "answer_key"):
            assert word not in text, (path, word)


def become(role, user, round):
    """Give the person a role without any right over questions."""
    if role == "organiser":
        OrganiserFactory(contest=round.contest, user=user)
    elif role == "unit contact":
        unit = round.contest.entries.first().unit
        UnitContact.objects.create(user=user, unit=unit, since=round.opens_at.date())
    elif role == "staff":
        user.is_staff = user.is_superuser = True
        user.save()


@pytest.mark.parametrize(
    "role", sampled(["participant", "organiser", "unit contact", "staff"], every=4)
)
def test_nobody_without_a_bank_role_is_told_a_key_that_another_round_withholds(
    scene, signed_in, contestant, role
):
    """The round is over; one of another contest still asks all of its questions."""
    round, closed, running = scene
    past = timezone.now() - timedelta(minutes=30)
    Round.objects.filter(pk=round.pk).update(closes_at=past)
    Attempt.objects.running().update(deadline_at=past)
    other = RoundFactory(
        opens_at=past, closes_at=timezone.now() + timedelta(days=1), title="Tuần khác"
    )
    SectionFactory(round=other, pool=round.sections.get().pool)
    become(role, contestant, round)
    client = signed_in(contestant)
    seen = dict(everything_a_participant_gets(client, round, [closed, running]))
    assert any("đáp án của cả đề hiện cùng lúc" in text for text in seen.values())
    for path, text in seen.items():
        assert EXPLANATION not in text, path
        for word in ("is-right", 'class="verdict right"', 'class="verdict wrong"'):
            assert word not in text, (path, word)


@pytest.mark.parametrize("how", ["ranked questions put into a practice set", "over before"])
def test_practising_tells_no_key_that_a_round_asks(scene, signed_in, contestant, how):
    """By no road: neither set, nor an older round, nor an own paper, by query or by post."""
    round, *_papers = scene
    pool = round.sections.get().pool
    if how == "over before":
        past = timezone.now() - timedelta(days=1)
        before = RoundFactory(opens_at=past - timedelta(days=1), closes_at=past)
        SectionFactory(round=before, pool=pool)
    else:
        at = timezone.now()
        made = QuestionSet.objects.create(name="Luyện", is_practice=True, created_at=at)
        made.questions.set(Question.objects.all())
    keep_progress(contestant, at=timezone.now())
    client = signed_in(contestant)
    with CaptureQueriesContext(connection) as asked:
        for path in ("/", "/luyen-tap/", "/luyen-tap/cau-hoi/", "/luyen-tap/kien-thuc/"):
            assert client.get(path).status_code == 200
            for query in learning_queries(round, path):
                assert client.get(path + query).status_code in {200, 302}
        for pk in pool:
            said = {"phieu": Asked(pk, (0, 1, 2, 3)).signed, "cau-1": "0"}
            assert client.post("/luyen-tap/cau-hoi/", said).status_code == 302
    assert [one["sql"] for one in asked if AnswerKey._meta.db_table in one["sql"]] == []
    assert not PractisedQuestion.objects.exists()


def test_the_paper_is_the_same_bytes_whichever_option_is_right(scene, signed_in, contestant):
    """A page that cannot differ cannot tell the key."""
    _round, _closed, running = scene
    client = signed_in(contestant)
    path = reverse("contests:paper", args=[running.code])

    def page():
        text = client.get(path).content.decode()
        return text.split("csrfmiddlewaretoken")[0]

    before = page()
    for key in AnswerKey.objects.all():
        other = [(key.right_options[0] + 1) % 4]
        AnswerKey.objects.filter(pk=key.pk).update(right_options=other)
    assert page() == before


def test_after_the_round_has_closed_the_key_is_shown(scene, signed_in, contestant):
    round, closed, _running = scene
    past = timezone.now() - timedelta(seconds=30)
    Round.objects.filter(pk=round.pk).update(closes_at=past)
    Attempt.objects.running().update(deadline_at=past)
    page = signed_in(contestant).get(reverse("contests:result", args=[closed.code]))
    assert page.content.decode().count(EXPLANATION) == closed.question_count


def test_within_the_last_grace_the_key_is_not_yet_shown(scene, signed_in, contestant):
    round, closed, _running = scene
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now() - timedelta(seconds=2))
    page = signed_in(contestant).get(reverse("contests:result", args=[closed.code]))
    assert EXPLANATION not in page.content.decode()


def test_nothing_is_shown_when_the_round_says_so(scene, signed_in, contestant):
    round, closed, _running = scene
    Round.objects.filter(pk=round.pk).update(shown_after_submit="nothing")
    page = signed_in(contestant).get(reverse("contests:result", args=[closed.code]))
    assert 'class="score"' not in page.content.decode()


@pytest.mark.parametrize("name", ["paper", "plain_paper", "take", "submit", "result"])
def test_papers_of_others_do_not_exist(scene, signed_in, stranger, name):
    _round, _closed, running = scene
    path = reverse(f"contests:{name}", args=[running.code])
    client = signed_in(stranger)
    response = client.post(path) if name in {"take", "submit"} else client.get(path)
    assert response.status_code == 404


def test_opening_a_paper_changes_nothing(scene, signed_in, contestant):
    _round, _closed, running = scene
    before = Attempt.objects.filter(pk=running.pk).values().get()
    signed_in(contestant).get(reverse("contests:paper", args=[running.code]))
    assert Attempt.objects.filter(pk=running.pk).values().get() == before


def test_taking_a_paper_up_gives_token_and_answers(scene, signed_in, contestant):
    _round, _closed, running = scene
    response = signed_in(contestant).post(reverse("contests:take", args=[running.code]))
    taken = json.loads(response.content)
    assert sorted(taken) == ["answers", "copy", "first_seq", "left_ms", "ticket", "writer"]


def test_a_paper_costs_the_same_queries_for_few_and_many_questions(
    signed_in, contestant, django_assert_num_queries
):
    at = timezone.now()
    window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
    client = signed_in(contestant)
    for count in (1, 12):
        round = open_round(questions=12, count=count, **window)
        attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
        with django_assert_num_queries(PAPER_QUERIES):
            client.get(reverse("contests:paper", args=[attempt.code]))
        submit_attempt(attempt, at=at)
