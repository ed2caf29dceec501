"""Progress is kept for whoever agreed to that; all others practise, and nothing is stored."""

import pytest

from contests.models import PractisedQuestion
from quizsite.accounts.models import Consent, Purpose
from tests.contests.practice.test_views import ASK, HOME, right_values, signed_in_page, text_of
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OFFER = "Giữ tiến độ của bạn?"
KEEP, OWN_DATA = "/luyen-tap/giu-tien-do/", "/tai-khoan/du-lieu-ca-nhan/"


def answer(client):
    signed = signed_in_page(text_of(client.get(ASK)))
    return text_of(client.post(ASK, {"phieu": signed, "cau-1": right_values(signed)}))


def test_who_has_not_agreed_practises_without_a_trace_and_is_asked(
    practice_set, signed_in, contestant
):
    practice_set()
    client = signed_in(contestant)
    assert OFFER in text_of(client.get(HOME))
    page = answer(client)
    assert "Căn cứ" in page
    assert OFFER in page
    assert "12 tháng sau lần trả lời gần nhất" in page
    assert not PractisedQuestion.objects.exists()


def test_who_has_not_agreed_goes_on_to_the_next_question(practice_set, signed_in, contestant):
    stems = {revision.stem for revision in practice_set()}
    client = signed_in(contestant)
    asked = [text_of(client.get(ASK, {"luot": "7", "cau": n})) for n in range(3)]
    assert {next(stem for stem in stems if stem in page) for page in asked} == stems
    assert all('name="luot"' in page for page in asked)


def test_agreeing_is_one_press_and_stored_with_its_text(practice_set, signed_in, contestant):
    practice_set()
    client = signed_in(contestant)
    page = text_of(client.post(KEEP, follow=True))
    client.post(KEEP)
    assert OFFER not in page
    (consent,) = Consent.objects.filter(user=contestant, purpose=Purpose.PRACTICE)
    assert (consent.text.version, consent.given_at, consent.channel) == (7, NOON, "luyen-tap")
    answer(client)
    assert PractisedQuestion.objects.get().user == contestant


def test_withdrawing_removes_what_was_kept_and_no_other_person_s(
    practice_set, signed_in, contestant, colleague
):
    practice_set()
    for person in (contestant, colleague):
        client = signed_in(person)
        client.post(KEEP)
        answer(client)
    signed_in(contestant).post(OWN_DATA, {"rut-lai": "publication"})
    assert PractisedQuestion.objects.count() == 2
    signed_in(contestant).post(OWN_DATA, {"rut-lai": "practice"})
    assert [row.user for row in PractisedQuestion.objects.all()] == [colleague]
    assert OFFER in text_of(signed_in(contestant).get(HOME))


def test_a_stranger_cannot_agree(client):
    assert client.post(KEEP).status_code == 302
    assert client.get(KEEP).status_code in {302, 405}
    assert not Consent.objects.filter(purpose=Purpose.PRACTICE).exists()
