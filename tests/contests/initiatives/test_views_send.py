"""A resident without an account sends an idea, by a code; nobody else learns who it was."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from contests.initiatives import views_send
from contests.initiatives.moderation import hide_idea
from contests.models import HidingReason, Initiative, InitiativeSender
from quizsite.accounts.signing_in.limits import CODES
from quizsite.accounts.signing_in.tries import Limit, forget_tries
from tests.contests.initiatives.cast import SITE, idea, published
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NEW, CODE = reverse("contests:initiative_new"), reverse("contests:initiative_code")
SAID = {
    "title": "Gọi số thứ tự bằng giọng đọc",
    "problem": "Người cao tuổi khó nhìn bảng số.",
    "solution": "Lắp loa đọc số.",
    "source": "resident",
    "full_name": "Lê Văn Bảy",
    "contact": "bay@example.vn",
    "has_agreed": "on",
}


def sent_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def send(client, **facts):
    return client.post(NEW, {**SAID, **facts})


def test_an_idea_is_stored_once_the_code_was_entered(client):
    assert send(client).url == CODE
    assert not Initiative.objects.exists()
    answer = client.post(CODE, {"code": sent_code()})
    found = Initiative.objects.get()
    assert answer.url == reverse("contests:initiative_track", args=[found.tracking_code])
    sender = InitiativeSender.objects.get()
    assert (sender.email, sender.full_name, sender.user) == ("bay@example.vn", "Lê Văn Bảy", None)


def test_the_letter_with_the_code_holds_nothing_that_was_typed(client):
    send(client, title="Mua hàng giá rẻ tại day.example", full_name="Bấm Vào Đây")
    said = mail.outbox[-1].subject + mail.outbox[-1].body
    assert not re.search("Mua hàng|Bấm Vào", said)


def test_a_code_pressed_twice_makes_one_idea(client):
    send(client)
    code, waiting = sent_code(), client.session["initiative"]
    client.post(CODE, {"code": code})
    session = client.session
    session["initiative"] = waiting
    session.save()
    client.post(CODE, {"code": code})
    assert Initiative.objects.count() == 1


def test_three_wrong_codes_end_the_code(client):
    send(client)
    code = sent_code()
    for _n in range(3):
        client.post(CODE, {"code": "000000" if code != "000000" else "111111"})
    client.post(CODE, {"code": code})
    assert not Initiative.objects.exists()


def test_what_was_typed_is_found_again_by_who_goes_back(client):
    send(client)
    page = client.get(NEW).content.decode()
    assert SAID["solution"] in page
    assert "bay@example.vn" in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": "Loa"}, "title"),
        ({"problem": " \u200b "}, "problem"),
        ({"solution": "x" * 5001}, "solution"),
        ({"contact": "bay"}, "contact"),
        ({"contact": "bay@example.vn\nBcc: a@example.vn"}, "contact"),
        ({"has_agreed": ""}, "has_agreed"),
        ({"source": "contest"}, "source"),
        ({"axis": "9999"}, "axis"),
        ({"website": "x"}, "__all__"),
        ({"full_name": "http://a"}, "full_name"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_lost(client, facts, said):
    answer = send(client, **facts)
    assert list(answer.context["form"].errors) == [said]
    assert (len(mail.outbox), SAID["problem"] in answer.content.decode()) == (
        0,
        "problem" not in facts,
    )


def test_like_ideas_are_shown_once_before_a_new_one_is_taken(client):
    kept = published("Gọi số thứ tự bằng giọng đọc to")
    answer = send(client)
    assert kept.title in answer.content.decode()
    assert send(client, has_seen=SAID["title"]).url == CODE


def test_who_is_signed_in_sends_at_once(contestant, signed_in):
    browser = signed_in(contestant)
    form_id = browser.get(NEW).context["form_id"]
    said = {name: SAID[name] for name in ("title", "problem", "solution", "source")}
    for _n in range(2):
        browser.post(NEW, {**said, "form_id": form_id, "has_seen": said["title"]})
    sender = InitiativeSender.objects.get()
    assert (sender.user, sender.email, Initiative.objects.count()) == (contestant, "", 1)
    assert SAID["title"] in browser.get(reverse("contests:own_initiatives")).content.decode()


def test_one_address_sends_five_a_day(client):
    for n in range(6):
        # Codes to one address are counted too, and this test sends them faster than people do.
        forget_tries("code-sent", "bay@example.vn", CODES)
        send(client, title=f"{SAID['title']} {n}", has_seen=f"{SAID['title']} {n}")
        answer = client.post(CODE, {"code": sent_code()})
    assert "5 ý tưởng" in answer.content.decode()
    assert Initiative.objects.count() == 5


def test_one_network_is_bounded(client, monkeypatch):
    monkeypatch.setattr(views_send, "IDEAS_FROM_NETWORK", (Limit(1, views_send.timedelta(1)),))
    send(client)
    answer = send(client, contact="lan@example.vn")
    assert "quá nhiều ý tưởng" in answer.content.decode()


def test_the_code_finds_the_idea_however_it_is_typed(client):
    code = idea().tracking_code
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
    answer = client.post(reverse("contests:initiative_tracks"), {"code": typed})
    assert answer.url == reverse("contests:initiative_track", args=[code])


def test_the_senders_page_shows_no_contact_data(client):
    found = idea(email="hoa@example.vn")
    page = client.get(reverse("contests:initiative_track", args=[found.tracking_code]))
    assert not re.search("hoa@|Hoa", page.content.decode())


def test_guesses_at_codes_are_counted_and_right_ones_are_not(client, monkeypatch):
    monkeypatch.setattr(views_send, "GUESSES", (Limit(3, views_send.timedelta(1)),))
    right = reverse("contests:initiative_track", args=[idea().tracking_code])
    assert [client.get(right).status_code for _n in range(5)] == [200] * 5
    wrong = reverse("contests:initiative_track", args=["A" * 12])
    assert [client.get(wrong).status_code for _n in range(4)] == [404, 404, 404, 429]
    assert client.get(right).status_code == 429


def test_the_sender_objects_to_hiding_on_the_own_page(client):
    found = published()
    where = reverse("contests:initiative_track", args=[found.tracking_code])
    assert "Phản hồi việc ẩn" not in client.get(where).content.decode()
    hide_idea(found, reason=HidingReason.ADVERTISING, note="", by=SITE, at=NOON)
    client.post(where, {"text": "Không quảng cáo."})
    found.refresh_from_db()
    assert found.objection == "Không quảng cáo."
    answer = client.post(where, {"text": "Lần nữa."})
    assert "đã gửi phản hồi" in answer.content.decode()
