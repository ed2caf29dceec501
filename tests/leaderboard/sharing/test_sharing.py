"""A result is shown to strangers only by the person's own act, as far as the board tells it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from contests.models import Contest, EntrantAge, Entry, Round
from leaderboard.models import SharedResult
from leaderboard.sharing.shares import (
    NameNotPublic,
    NotToBeShared,
    share_result,
    shown_result,
    take_back,
)
from quizsite.accounts.consents import give_consent_again, withdraw_consent
from quizsite.accounts.models import Purpose
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.accounts.personal_data.keepers import keepers
from quizsite.previews.kept import TooManyPictures
from tests.factories import NOON, AttemptFactory, HeadcountFactory
from tests.leaderboard.cast import closed_attempt, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]
LATER = NOON + timedelta(days=30)


@pytest.fixture
def paper(contestant, week, division, department):
    """A closed paper with 3 of 5 right, of a person who agreed to be named."""
    give_consent_again(contestant, purpose=Purpose.PUBLICATION, at=NOON, channel="test")
    take(week, division, correct=5)
    return take(week, division, user=contestant, unit=department).attempts.get()


def page_of(shared):
    return reverse("leaderboard:shared_result", args=[shared.code])


def picture_of(shared):
    return reverse("leaderboard:shared_picture", args=[shared.code])


def address_of(paper):
    return reverse("leaderboard:share", args=[paper.code])


def post(browser, paper, deed):
    return browser.post(address_of(paper), {"viec": deed})


def test_a_person_shares_a_result_and_a_stranger_reads_it(paper, contestant, signed_in, client):
    post(signed_in(contestant), paper, "chia-se")
    page = client.get(page_of(paper.shared))
    text = page.content.decode()

    for words in (contestant.short_name, "3/5 câu đúng", "Sở Nội vụ", "Kết quả tạm thời"):
        assert words in text
    assert contestant.full_name not in text
    assert contestant.email not in text
    assert "noindex" in text
    assert f'content="http://testserver{picture_of(paper.shared)}"' in text
    picture = client.get(picture_of(paper.shared))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")


def test_nothing_is_shared_before_the_person_does_it(paper, contestant, signed_in):
    browser = signed_in(contestant)
    assert address_of(paper) in browser.get(f"/bai-thi/{paper.code}/ket-qua/").content.decode()
    assert "Tạo địa chỉ chia sẻ" in browser.get(address_of(paper)).content.decode()

    assert not SharedResult.objects.exists()


def test_what_was_taken_back_is_found_no_more_and_a_new_address_is_another(
    paper, contestant, signed_in, client
):
    browser = signed_in(contestant)
    post(browser, paper, "chia-se")
    before = SharedResult.objects.get()
    post(browser, paper, "rut-lai")
    post(browser, paper, "rut-lai")
    post(browser, paper, "chia-se")
    post(browser, paper, "chia-se")

    assert client.get(page_of(before)).status_code == 404
    assert client.get(picture_of(before)).status_code == 404
    assert SharedResult.objects.get().code != before.code


def test_nobody_shares_or_takes_back_another_s_result(paper, stranger, signed_in):
    shared = share_result(paper, at=NOON)
    for deed in ("chia-se", "rut-lai"):
        assert post(signed_in(stranger), paper, deed).status_code == 404

    assert signed_in(stranger).get(address_of(paper)).status_code == 404
    assert list(SharedResult.objects.all()) == [shared]


def test_without_agreeing_to_be_named_nobody_shares(paper, contestant, signed_in):
    withdraw_consent(contestant, purpose=Purpose.PUBLICATION, at=NOON)

    with pytest.raises(NameNotPublic):
        share_result(paper, at=NOON)
    answer = post(signed_in(contestant), paper, "chia-se")
    assert (answer.status_code, SharedResult.objects.count()) == (403, 0)
    page = signed_in(contestant).get(address_of(paper)).content.decode()
    assert "công khai tên viết gọn" in page
    assert "Tạo địa chỉ" not in page


def test_withdrawing_takes_all_back_for_good(paper, contestant):
    shared = share_result(paper, at=NOON)
    withdraw_consent(contestant, purpose=Purpose.PUBLICATION, at=NOON)
    give_consent_again(contestant, purpose=Purpose.PUBLICATION, at=NOON, channel="test")

    assert shown_result(shared.code, at=NOON) is None


def test_whoever_entered_under_16_shares_nothing(paper):
    EntrantAge.objects.create(
        entry=paper.entry, birth_year=2015, guardian_name="Mẹ", guardian_agreed_at=NOON
    )

    with pytest.raises(NameNotPublic):
        share_result(paper, at=NOON)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(voided_at=NOON),
        lambda: Round.objects.update(is_practice=True),
        lambda: Contest.objects.update(state="draft"),
    ],
)
def test_what_counts_no_more_is_shown_no_more(paper, change):
    shared = share_result(paper, at=NOON)
    change()
    paper.refresh_from_db()
    paper.entry.refresh_from_db()
    paper.round.refresh_from_db()
    paper.round.contest.refresh_from_db()

    assert shown_result(shared.code, at=NOON) is None
    with pytest.raises(NotToBeShared):
        share_result(paper, at=NOON)


def test_an_open_paper_is_not_shared(paper, week):
    with pytest.raises(NotToBeShared):
        share_result(AttemptFactory(entry=paper.entry, round=week, number=2), at=NOON)


@pytest.mark.parametrize(
    "fields",
    [
        {"shown_after_submit": "nothing"},
        {"prediction_target": "all_correct"},
        {"freeze_minutes": 60 * 24 * 8},
    ],
)
def test_strangers_read_no_score_that_the_board_withholds(paper, fields, client):
    shared = share_result(paper, at=NOON)
    Round.objects.update(**fields)

    found = shown_result(shared.code, at=NOON)

    assert (found.score, found.place, found.state) == ("", None, None)
    assert "3/5" not in client.get(page_of(shared)).content.decode()


def test_a_place_is_shown_once_it_is_final(paper):
    shared = share_result(paper, at=NOON)

    assert shown_result(shared.code, at=LATER).place is None
    Round.objects.update(state="finalised", result_digest="a" * 64, finalised_at=LATER)
    assert shown_result(shared.code, at=LATER).place == 2


def test_a_paper_by_which_the_person_does_not_stand_has_no_place(paper, week):
    other = closed_attempt(paper.entry, week, correct=1, number=2)
    shared = share_result(other, at=NOON)
    Round.objects.update(state="finalised", result_digest="a" * 64, finalised_at=LATER)

    assert shown_result(shared.code, at=LATER).place is None


def test_guessed_and_odd_addresses_find_nothing(client, paper):
    assert client.get(reverse("leaderboard:shared_result", args=[uuid.uuid4()])).status_code == 404
    assert client.get(f"/chia-se/{paper.code}/").status_code == 404  # the paper's own code


def test_shared_results_are_shown_to_the_person_and_go_with_them(paper, contestant):
    share_result(paper, at=NOON)
    (kept,) = [one for one in holdings() if one.key == "shared_results"]
    assert len(list(kept.read(contestant, NOON))) == 1

    for keeper in keepers():
        keeper.erase(contestant, NOON)

    assert not SharedResult.objects.exists()


def test_taking_back_what_is_not_shared_changes_nothing(paper):
    take_back(paper)


PUBLIC = ["", "bang-xep-hang/", "don-vi/", "don-vi/so-noi-vu/", "the-le/", "dat-giai/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_have_a_description_and_a_preview(paper, contest, client, path):
    text = client.get(f"/cuoc-thi/{contest.slug}/{path}").content.decode()

    assert text.count('<meta name="description"') == 1
    for name in ("og:title", "og:description", "og:url", "og:image"):
        assert f'property="{name}" content=' in text
    picture = text.split('og:image" content="http://testserver')[1].split('"')[0]
    answer = client.get(picture)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "public" in answer["Cache-Control"]


def test_pages_without_a_preview_have_a_description(client, db):
    assert client.get("/dang-nhap/").content.decode().count('<meta name="description"') == 1


def test_no_page_asks_another_site_for_anything(paper, contestant, signed_in):
    """Links to Zalo and Facebook are followed by a person or not at all."""
    share_result(paper, at=NOON)
    text = signed_in(contestant).get(address_of(paper)).content.decode()

    assert "https://zalo.me/share?url=http%3A%2F%2Ftestserver%2Fchia-se%2F" in text
    assert 'src="http' not in text
    assert text.count('target="_blank" rel="noopener noreferrer"') == 2


def test_the_unit_s_picture_tells_no_figure_that_is_to_be_predicted(
    paper, contest, department, client, monkeypatch
):
    HeadcountFactory(unit=department, people=10)
    said = []
    monkeypatch.setattr(
        "leaderboard.sharing.views.picture_of", lambda preview: said.append(preview) or b"png"
    )
    path = f"/cuoc-thi/{contest.slug}/don-vi/so-noi-vu/anh.png"
    client.get(path)
    Round.objects.update(prediction_target="entrants")
    client.get(path)

    assert [one.lines for one in said] == [("1 / 10 người · 10,00 %",), ()]


def test_too_many_pictures_are_put_off(contest, client, monkeypatch):
    def refuse(preview):
        raise TooManyPictures

    monkeypatch.setattr("leaderboard.sharing.views.picture_of", refuse)

    answer = client.get(f"/cuoc-thi/{contest.slug}/anh.png")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("path", ["cuoc-thi/khong-co/anh.png", "cuoc-thi/thu-do/don-vi/x/anh.png"])
def test_pictures_of_nothing_are_not_found(contest, client, path):
    assert client.get(f"/{path}").status_code == 404
