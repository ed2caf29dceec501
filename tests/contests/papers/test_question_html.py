"""The paper page is built from parts kept in memory: nothing on it may be out of date."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.start import start_attempt, take_up
from contests.models import Attempt, Contest, Entry, Round
from questionbank.models import Revision
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    at = timezone.now()
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def attempt(round, contestant) -> Attempt:
    return start_attempt(entry_in(round, user=contestant), round=round, at=timezone.now())


@pytest.fixture
def shown(signed_in, contestant, attempt):
    """The page as it stands now."""
    address = reverse("contests:paper", args=[attempt.code])
    client = signed_in(contestant)

    def show():
        return client.get(address).content.decode()

    return show


def questions_of(html):
    return re.findall(r'<fieldset class="question" id="cau-\d+".*?</fieldset>', html, re.S)


def test_questions_and_options_stand_in_the_order_drawn(shown, attempt):
    texts = Revision.objects.in_bulk()
    expected = [
        (texts[pk].stem, [texts[pk].options[option] for option in order])
        for pk, order in attempt.paper
    ]
    printed = [
        (
            re.search(r'class="stem">(.*?)</span>', one).group(1),
            re.findall(r'class="text">(.*?)</span>', one),
        )
        for one in questions_of(shown())
    ]
    assert printed == expected


def test_only_the_first_question_is_to_be_seen_at_first(shown):
    hidden = [" hidden>" in one.split("\n")[0] for one in questions_of(shown())]
    assert hidden == [False, True, True]


def test_marks_of_templates_in_a_question_are_only_text(shown, attempt):
    odd = "100% của %(position)s {{ stem }} <b>&\\1"
    Revision.objects.update(stem=odd, options=[odd, "Hai", "Ba", "Bốn"])
    html = shown()
    assert html.count("100% của %(position)s {{ stem }} &lt;b&gt;&amp;\\1") == 2 * 3
    assert "\0" not in html


def test_a_title_corrected_while_people_sit_is_shown_at_once(shown, round):
    assert "Tuần 1" in shown()
    Round.objects.filter(pk=round.pk).update(title="Tuần mở màn")
    Contest.objects.filter(pk=round.contest_id).update(title="Cuộc thi đổi tên")
    html = shown()
    assert "Cuộc thi đổi tên: Tuần mở màn" in html
    assert "Tuần 1" not in html


def test_what_waits_to_be_said_is_said_on_the_paper(client, attempt, contestant):
    client.force_login(contestant)
    session = client.session
    session["_messages"] = '[["__json_message", 0, 25, "Đã đổi mật khẩu <tốt>.", ""]]'
    session.save()
    address = reverse("contests:paper", args=[attempt.code])
    assert "Đã đổi mật khẩu &lt;tốt&gt;." in client.get(address).content.decode()
    assert "Đã đổi mật khẩu" not in client.get(address).content.decode()


def test_each_page_has_its_own_form_and_settings(shown, attempt, signed_in, colleague, round):
    other = start_attempt(entry_in(round, user=colleague), round=round, at=timezone.now())
    theirs = signed_in(colleague).get(reverse("contests:paper", args=[other.code]))
    for html, own in ((shown(), attempt), (theirs.content.decode(), other)):
        assert set(re.findall(r"/bai-thi/([0-9a-f-]{36})/", html)) == {str(own.code)}
        assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', html)


def test_another_persons_paper_is_as_unknown_as_none(signed_in, colleague, attempt):
    address = reverse("contests:paper", args=[attempt.code])
    assert signed_in(colleague).get(address).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_starting_costs_the_same_however_many_sit(
    people, round, signed_in, contestant, django_assert_num_queries
):
    for _ in range(people):
        take_up(start_attempt(entry_in(round), round=round, at=timezone.now()))
    entry_in(round, user=contestant)
    client = signed_in(contestant)
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    # The queries: session, person, the round, the entry with what it has used up, the attempt,
    # whether the round goes on.
    with django_assert_num_queries(6):
        paper = client.post(address)["Location"]
    client.get(paper)
    # The queries: session, person, the attempt. Its questions are kept in memory.
    with django_assert_num_queries(3):
        client.get(paper)


def test_a_voided_entry_is_refused_though_its_round_is_kept(signed_in, contestant, round, attempt):
    Attempt.objects.all().delete()
    Entry.objects.update(voided_at=timezone.now(), void_reason="Thi hộ")
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    assert signed_in(contestant).post(address).status_code == 403
    assert not Attempt.objects.exists()


def test_a_round_closed_early_is_refused_at_once(signed_in, contestant, round, attempt):
    Attempt.objects.all().delete()
    Round.objects.update(closes_at=timezone.now())
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    assert signed_in(contestant).post(address).status_code == 403
    assert not Attempt.objects.exists()
