"""While a round is open, nobody who competes is told the number that it asks them to predict.

What changes with the number tells it. So everything is read, then the number alone changes, then
everything is read again and must be the same."""

import io
import re
from datetime import timedelta

import pandas as pd
import pytest
from django.core.cache import caches
from django.urls import reverse

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Round
from leaderboard.boards.board import advance_board, current_board, frame_of
from leaderboard.boards.writer import keys_of
from leaderboard.rules import withheld_figures
from leaderboard.standings.store import record_results
from quizsite.accounts.models import UnitContact
from tests.contests.test_no_leaks import NAMESPACES, everything_a_participant_gets
from tests.factories import NOON, OrganiserFactory, RoundFactory, UnitFactory
from tests.leaderboard.cast import closed_attempt
from tests.proofs import a_proof
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

# The figures are the board's. Where else they could stand is walked through as a proof.
FIGURES = ("leaderboard",)
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|(?:slip|form_id)" value="[^"]+"|nonce="[^"]+"'
)


class Scene:
    """Five take part in two units; the viewer is one of them, and contact person of the upper."""

    def __init__(self, viewer, **rules):
        self.round = open_round(tie_chain=["time_used"], attempt_limit=3, **rules)
        self.upper = UnitFactory(name="Tỉnh Lào Cai")
        self.ward = UnitFactory(name="Phường Sa Pa", parent=self.upper)
        self.viewer = entry_in(self.round, user=viewer, unit=self.upper)
        UnitContact.objects.create(user=viewer, unit=self.upper, since=NOON.date())
        self.people = [entry_in(self.round, unit=self.ward) for _ in range(5)]
        for n, entry in enumerate(self.people[:4]):
            self.take(entry, seconds=300 + n, correct=n % 2)
        at = NOON - timedelta(minutes=5)
        attempt = start_attempt(self.viewer, round=self.round, at=at)
        self.own = submit_attempt(attempt, at=at + timedelta(minutes=1))
        record_results(self.round, [self.viewer.pk])

    def take(self, entry, **facts):
        closed_attempt(entry, self.round, of=3, **facts)
        record_results(self.round, [entry.pk])

    def everything(self, client, *, namespaces=FIGURES):
        for key in keys_of(self.round):
            advance_board(key, at=NOON)
        for cache in caches.all(initialized_only=True):
            cache.clear()
        seen = dict(
            everything_a_participant_gets(client, self.round, [self.own], namespaces=namespaces)
        )
        seen = {path: CHANGING.sub("", text) for path, text in seen.items() if "PK" not in text[:2]}
        frames = {key: frame_of(current_board(key, at=NOON)) for key in keys_of(self.round)}
        return seen | frames | {"export": export(client, self.round)}


def export(client, round):
    path = reverse("leaderboard:participation_export", args=[round.contest.slug])
    answer = client.get(path, {"ky": round.number})
    if answer.status_code != 200:
        return answer.status_code
    return pd.read_excel(io.BytesIO(answer.content), engine="calamine", header=None).to_csv()


def one_more_perfect(scene):
    second = scene.people[1]
    second.attempts.update(correct_count=3)
    record_results(scene.round, [second.pk])


def one_more_person(scene):
    scene.take(scene.people[4], seconds=800, correct=0)


def one_more_attempt(scene):
    scene.take(scene.people[1], seconds=800, correct=0, number=2)


@pytest.mark.parametrize(
    ("target", "change"),
    [
        ("all_correct", one_more_perfect),
        ("entrants", one_more_person),
        ("attempts", one_more_attempt),
    ],
)
@pytest.mark.parametrize("top", [50, 3])
@pytest.mark.parametrize("namespaces", [FIGURES, a_proof(NAMESPACES)], ids=["board", "site"])
def test_nothing_that_a_participant_gets_changes_with_the_number(
    signed_in, contestant, monkeypatch, target, change, top, namespaces
):
    monkeypatch.setattr("leaderboard.boards.board.TOP", top)
    monkeypatch.setattr("leaderboard.boards.page.TOP", top)
    scene = Scene(contestant, prediction_target=target)
    client = signed_in(contestant)

    before = scene.everything(client, namespaces=namespaces)
    change(scene)
    after = scene.everything(client, namespaces=namespaces)

    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.parametrize(
    ("target", "change"),
    [
        ("all_correct", one_more_perfect),
        ("entrants", one_more_person),
        ("attempts", one_more_attempt),
    ],
)
def test_without_a_prediction_pages_tell_it(signed_in, contestant, target, change):
    """Control: the walk sees the number where it is not withheld."""
    scene = Scene(contestant, prediction_target="none")
    client = signed_in(contestant)

    before = scene.everything(client)
    change(scene)

    assert before != scene.everything(client)


@pytest.mark.parametrize(
    ("rules", "withheld"),
    [
        ({"prediction_target": "none"}, set()),
        ({"prediction_target": "all_correct"}, {"perfect"}),
        ({"prediction_target": "entrants", "attempt_limit": 2}, {"people", "attempts"}),
        ({"prediction_target": "attempts", "attempt_limit": 2}, {"attempts"}),
        ({"prediction_target": "attempts", "attempt_policy": "once"}, {"people", "attempts"}),
    ],
)
def test_the_number_and_what_tells_it_is_withheld_while_the_round_is_open(db, rules, withheld):
    round = RoundFactory(**rules)
    late = round.closes_at + timedelta(seconds=1.9)

    assert withheld_figures([round], at=NOON) == withheld
    assert withheld_figures([round], at=late) == withheld  # the last saves are still taken
    assert withheld_figures([round], at=round.closes_at + timedelta(seconds=2)) == set()
    assert withheld_figures([round], at=round.opens_at - timedelta(seconds=1)) == set()


def test_pages_say_why_and_show_the_number_after_the_round(client, contestant, monkeypatch):
    scene = Scene(contestant, prediction_target="all_correct")
    one_more_perfect(scene)
    slug = scene.round.contest.slug
    board, units = f"/cuoc-thi/{slug}/bang-xep-hang/", f"/cuoc-thi/{slug}/don-vi/"

    asked = {"ky": scene.round.number}
    during = [client.get(path, asked).content.decode() for path in (board, units)]
    data = client.get(f"{board}du-lieu/", asked).json()
    Round.objects.update(closes_at=NOON - timedelta(seconds=3))
    for cache in caches.all(initialized_only=True):
        cache.clear()
    after = client.get(f"{board}du-lieu/", asked).json()

    assert all("hỏi dự đoán số người đúng tất cả" in page for page in during)
    assert data["totals"] == {"people": 5, "attempts": 5, "perfect": None}
    assert {row["score"] for row in data["rows"]} == {""}
    assert after["totals"]["perfect"] == 1
    assert "3/3" in {row["score"] for row in after["rows"]}


def test_organisers_see_the_number_since_they_do_not_compete(signed_in, contestant, organiser):
    scene = Scene(contestant, prediction_target="entrants")
    OrganiserFactory(contest=scene.round.contest, user=organiser)
    path = f"/to-chuc/{scene.round.contest.slug}/ky/{scene.round.number}/theo-doi/"

    assert signed_in(organiser).get(path).context["figures"].people == 5


def test_a_desk_of_some_units_still_says_who_has_taken_part(signed_in, contestant, colleague):
    scene = Scene(contestant, prediction_target="entrants")
    UnitContact.objects.create(user=colleague, unit=scene.ward, since=NOON.date())
    asked = {"ky": scene.round.number}

    part = signed_in(colleague).get(f"/don-vi/{scene.ward.code}/", asked)
    whole = signed_in(contestant).get(f"/don-vi/{scene.upper.code}/", asked)

    assert [entry.has_taken for entry in part.context["page"]].count(True) == 4
    assert "Đã thi" in part.content.decode()
    assert "Đã thi" not in whole.content.decode()
    assert "hiện sau khi kỳ thi đóng" in whole.content.decode()


def test_a_desk_of_all_units_tells_no_quotas_beside_a_closed_round(signed_in, contestant):
    """Quotas count the people of all rounds, whichever round the page shows."""
    scene = Scene(contestant, prediction_target="entrants")
    over = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=8)}
    RoundFactory(contest=scene.round.contest, number=9, **over)
    page = signed_in(contestant).get(f"/don-vi/{scene.upper.code}/", {"ky": 9})
    assert page.context["desk"].is_withheld is False
    assert "quotas" not in page.context
