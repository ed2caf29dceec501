"""At the start endpoint a token brings the paper, or the address of a page that says why not."""

import json
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from contests.attempts.start import start_attempt, take_up
from contests.attempts.start_batch import Start
from contests.delivery import paper_page
from contests.delivery import start_endpoint as module
from contests.delivery.saves import Change, Save, Verdict, write_saves
from contests.delivery.start_endpoint import (
    StartEndpoint,
    StartPost,
    StartReply,
    answer_batch,
    read_post,
)
from contests.delivery.tokens import (
    START_TOKEN_S,
    issue_start_token,
    read_save_token,
    read_start_token,
)
from contests.models import Answer, Attempt, DeviceClass, Entry, Round
from contests.papers.drawing import paper_source_of
from quizsite.epochs.epoch import current_epoch
from tests.contests.attempts.refused_starts import BY_RULES, NO_PAGE
from tests.endpoints import HOST, ORIGIN, ask_all
from tests.factories import DivisionFactory, RoundFactory
from tests.stage import die_in, entry_in, open_round

pytestmark = pytest.mark.django_db
through_the_endpoint = pytest.mark.django_db(transaction=True)
HOME = reverse("contests:home")


@pytest.fixture
def round() -> Round:
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def entry(round, contestant) -> Entry:
    return entry_in(round, user=contestant)


def body_of(entry, round) -> bytes:
    return urlencode({"slip": issue_start_token(entry, round)}).encode()


def post(*bodies, **options):
    return ask_all(StartEndpoint, *bodies, **options)


def told(*entries, round, is_fresh=True):
    posts = [StartPost(Start(entry.pk, round.pk), is_fresh, "") for entry in entries]
    return answer_batch(posts)


def enter_page(round) -> str:
    return reverse("contests:enter", args=[round.contest.slug, round.number])


def paper_of(entry) -> str:
    return reverse("contests:paper", args=[entry.attempts.get().code])


def settings_on(page):
    found = re.search(r'<script id="cai-dat" type="application/json">(.*?)</script>', page)
    return json.loads(found.group(1))


# A good token


@through_the_endpoint
def test_a_good_token_is_answered_with_the_whole_paper(entry, round):
    (reply,) = post(body_of(entry, round))
    assert (reply.status, reply.headers["content-location"]) == (200, paper_of(entry))
    assert "location" not in reply.headers
    assert reply.headers["content-length"] == str(len(reply.text.encode()))
    assert reply.text.count('<fieldset class="question"') == 3


@through_the_endpoint
def test_a_paper_says_on_which_class_of_device_it_was_begun(entry, round):
    post(body_of(entry, round), headers=(HOST, ORIGIN, (b"sec-ch-ua-mobile", b"?1")))
    assert Attempt.objects.get().device == DeviceClass.PHONE


def test_the_paper_given_is_the_paper_shown_later(entry, round, signed_in):
    (given,) = told(entry, round=round)
    shown = signed_in(entry.user).get(given.see).content.decode()
    assert without_what_differs(given.page) == without_what_differs(shown)
    assert settings_on(shown)["tab"] is None


def without_what_differs(page):
    page = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w*"', r"\1", page)
    return re.sub(r'"tab": (null|\{.*\})\}</script>', "", page)


def test_the_page_is_a_tab_that_can_save_at_once(entry, round):
    (given,) = told(entry, round=round)
    tab = settings_on(given.page)["tab"]
    save = Save(read_save_token(tab["ticket"]), (Change(1, 2, tab["first_seq"]),))
    assert [receipt.verdict for receipt in write_saves([save])] == [Verdict.SAVED]
    assert Answer.objects.get().choice == 2


def test_the_tab_is_the_first_and_tells_the_time_left(entry, round):
    (given,) = told(entry, round=round)
    tab = settings_on(given.page)["tab"]
    assert (tab["writer"], tab["answers"]) == (1, {})
    assert 895_000 < tab["left_ms"] <= 900_000
    assert take_up(Attempt.objects.get()).writer == 2


# People who are sent elsewhere


@pytest.mark.parametrize("refuse", BY_RULES)
def test_a_refused_person_is_sent_to_the_page_that_says_why(refuse, entry, round):
    refuse(entry, round)
    before = Attempt.objects.count()
    assert told(entry, round=round) == [StartReply(enter_page(round))]
    assert Attempt.objects.count() == before


@pytest.mark.parametrize("refuse", NO_PAGE)
def test_a_person_without_a_page_to_be_shown_is_sent_home(refuse, entry, round):
    asked = StartPost(Start(entry.pk, round.pk), is_fresh=True, csrf_secret="")
    refuse(entry, round)
    assert answer_batch([asked]) == [StartReply(HOME)]
    assert not Attempt.objects.exists()


@through_the_endpoint
def test_being_sent_elsewhere_is_a_redirect_without_a_body(entry, round):
    BY_RULES[0](entry, round)
    (reply,) = post(body_of(entry, round))
    assert (reply.status, reply.headers["location"], reply.text) == (303, enter_page(round), "")
    assert "content-location" not in reply.headers


@through_the_endpoint
def test_a_double_click_is_one_attempt(entry, round):
    replies = post(*[body_of(entry, round)] * 3)
    seen = [
        reply.headers.get("content-location", reply.headers.get("location")) for reply in replies
    ]
    assert seen == [paper_of(entry)] * 3


def test_two_of_one_person_in_a_batch_are_one_attempt(entry, round):
    first, second = told(entry, entry, round=round)
    assert first.see == second.see == paper_of(entry)
    tabs = [settings_on(given.page)["tab"]["ticket"] for given in (first, second)]
    assert tabs[0] == tabs[1]


def test_an_open_paper_is_where_its_owner_is_sent(entry, round):
    start_attempt(entry, round=round, at=datetime.now(UTC))
    assert told(entry, round=round) == [StartReply(paper_of(entry))]


def test_a_paper_open_in_another_round_leads_to_the_page_with_the_button(entry, round):
    times = {"opens_at": round.opens_at, "closes_at": round.closes_at}
    other = RoundFactory(contest=round.contest, **times)
    start_attempt(entry, round=round, at=datetime.now(UTC))
    assert told(entry, round=other) == [StartReply(enter_page(other))]
    assert entry.attempts.count() == 1


# Tokens


@pytest.fixture
def later(monkeypatch):
    """The signer's clock, so many seconds on."""

    def go_on(seconds):
        then = datetime.now(UTC).timestamp() + seconds
        monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: then))

    return go_on


@through_the_endpoint
def test_a_stale_token_is_sent_for_a_new_one(entry, round, later):
    body = body_of(entry, round)
    later(START_TOKEN_S + 2)
    (reply,) = post(body)
    assert (reply.status, reply.headers["location"]) == (303, enter_page(round))
    assert not Attempt.objects.exists()


def test_a_stale_token_for_a_round_no_longer_public_is_sent_home(entry, round):
    Round.objects.update(state="draft")
    assert told(entry, round=round, is_fresh=False) == [StartReply(HOME)]


def test_a_token_is_good_for_two_hours(entry, round, later):
    token = issue_start_token(entry, round)
    later(START_TOKEN_S - 2)
    assert read_start_token(token) == (entry.pk, round.pk, True)
    later(START_TOKEN_S + 2)
    assert read_start_token(token) == (entry.pk, round.pk, False)


def test_a_stale_token_in_a_batch_costs_the_fresh_ones_nothing(entry, round):
    other = entry_in(round)
    stale = StartPost(Start(entry.pk, round.pk), is_fresh=False, csrf_secret="")
    fresh = StartPost(Start(other.pk, round.pk), is_fresh=True, csrf_secret="")
    answers = answer_batch([stale, fresh])
    assert [answer.see for answer in answers] == [enter_page(round), paper_of(other)]


def no_tokens(token):
    last = "a" if token[-1] != "a" else "b"
    forged = (token[:-1] + last, f"9{token}", "1.1", "")
    fields = [urlencode({"slip": one}).encode() for one in forged]
    many = urlencode([("slip", token)] * 6).encode()
    return [*fields, b"", b"slip", b"\xff\xfe", b"slip=%ff%00", many]


@through_the_endpoint
def test_a_forged_token_or_none_is_sent_home(entry, round):
    replies = post(*no_tokens(issue_start_token(entry, round)))
    assert {(reply.status, reply.headers["location"]) for reply in replies} == {(303, HOME)}
    assert not Attempt.objects.exists()


def test_a_save_token_does_not_start_a_paper(entry, round):
    attempt = start_attempt(entry, round=round, at=datetime.now(UTC))
    token = paper_page.tab_settings(
        attempt, answers=(), at=datetime.now(UTC), epoch=current_epoch()
    )["ticket"]
    assert read_post(urlencode({"slip": token}).encode(), {}) is None


# Requests that are not a browser's of ours


@pytest.mark.parametrize("origin", [(), ((b"origin", b"https://xau.example"),)])
@through_the_endpoint
def test_a_missing_or_foreign_origin_is_refused(entry, round, origin):
    (reply,) = post(body_of(entry, round), headers=(HOST, *origin))
    assert (reply.status, reply.json["code"]) == (403, "foreign_origin")
    assert not Attempt.objects.exists()


def test_too_large_a_body_is_refused_by_its_length_and_by_its_size():
    said = (HOST, ORIGIN, (b"content-length", b"99999999"))
    assert [reply.status for reply in post(b"", headers=said)] == [413]
    assert [reply.status for reply in post(b"x" * 20_000)] == [413]


def test_only_posts_are_taken():
    assert [reply.status for reply in post(b"", method="GET")] == [405]


# When something is wrong


def test_a_full_queue_is_a_page_that_says_when_to_come_again(entry, round, monkeypatch):
    monkeypatch.setattr(module, "MAX_WAITING", 0)
    (reply,) = post(body_of(entry, round))
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert re.findall("<h1>(.*)</h1>", reply.text) == ["Máy chủ đang bận"]
    assert reply.headers["content-length"] == str(len(reply.text.encode()))


@pytest.fixture
def page_fails_for_one(entry, monkeypatch):
    page = paper_page.render_paper

    def fails(attempt, **facts):
        if attempt.entry_id == entry.pk:
            raise LookupError
        return page(attempt, **facts)

    monkeypatch.setattr(paper_page, "render_paper", fails)


def test_a_page_that_fails_costs_the_others_nothing(entry, round, page_fails_for_one):
    others = [entry_in(round) for _ in range(2)]
    answers = told(others[0], entry, others[1], round=round)
    # The batch that failed drew their papers: all are sent to look at theirs.
    assert answers == [StartReply(paper_of(one)) for one in (others[0], entry, others[1])]


def test_a_paper_source_that_fails_costs_the_others_nothing(entry, round, monkeypatch):
    damaged = entry_in(round)
    damaged.division = DivisionFactory(contest=round.contest, code="khac")
    damaged.save()

    def fails(round_id, division_id, field):
        if division_id == damaged.division_id:
            raise LookupError
        return paper_source_of(round_id, division_id, field)

    monkeypatch.setattr("contests.attempts.start.paper_source_of", fails)
    fine, failed = told(entry, damaged, round=round)
    assert (fine.see, failed) == (paper_of(entry), StartReply(HOME))
    assert settings_on(fine.page)["tab"]["writer"] == 1


@through_the_endpoint
def test_one_that_fails_alone_is_asked_to_come_again(entry, round, page_fails_for_one):
    assert [reply.status for reply in post(body_of(entry, round))] == [503]
    # The paper was drawn: the next click is sent to look at it.
    (reply,) = post(body_of(entry, round))
    assert (reply.status, reply.headers["location"]) == (303, paper_of(entry))


@through_the_endpoint
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server to die")
@pytest.mark.parametrize("people", [1, 3])
def test_a_connection_that_died_costs_no_person_a_start(people, round, monkeypatch):
    start, tries = module.start_batch, []

    def dying_once(asked, *, at):
        tries.append(len(asked))
        if len(tries) == 1:
            die_in(connection)
        return start(asked, at=at)

    monkeypatch.setattr(module, "start_batch", dying_once)
    bodies = [body_of(entry_in(round), round) for _ in range(people)]
    assert [reply.status for reply in post(*bodies)] == [200] * people
    assert tries == [people, people]
