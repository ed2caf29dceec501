"""The pages and endpoints of an author, over HTTP; nobody reaches another person's work."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Work, WorkDraft, WorkFile, WorkState, WorkVersion
from contests.written.authors import AuthorLine, confirmation_token, name_authors
from tests.contests.written.cast import entered, ready_work, texts_for, written_round
from tests.factories import OrganiserFactory, UserFactory
from tests.files.hostile_works import pdf
from tests.people import browser_of

pytestmark = pytest.mark.django_db

PDF = pdf()


def open_now(**terms):
    at = timezone.now()
    window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
    return written_round(round=window, **terms)


@pytest.fixture
def round():
    return open_now(takes_files=True, file_kinds=["pdf"], max_authors=3)


@pytest.fixture
def work(round):
    return ready_work(round, at=timezone.now())


@pytest.fixture
def author(work):
    return browser_of(work.entry.user)


def at(name, work, *more):
    return reverse(f"contests:{name}", args=[work.round.contest.slug, work.pk, *more])


def post_json(client, url, said):
    return client.post(url, json.dumps(said), content_type="application/json")


def draft_of(work, **said):
    return {
        "writer": "t",
        "base": 1,
        "sequence": 2,
        "title": "Tên",
        "texts": {},
        "tools": "",
    } | said


def test_a_person_comes_from_the_contests_page_to_an_own_work(round):
    entry = entered(round)
    client = browser_of(entry.user)
    page = client.get(reverse("contests:contest", args=[round.contest.slug]))
    own = reverse("contests:own_works", args=[round.contest.slug, round.number])
    assert f'href="{own}"' in page.content.decode()
    answer = client.post(own)
    work = Work.objects.get()
    assert (work.entry, answer.url) == (entry, at("work", work))
    assert client.get(answer.url).status_code == 200


def test_who_has_not_entered_is_led_to_entering(round):
    own = reverse("contests:own_works", args=[round.contest.slug, round.number])
    answer = browser_of(UserFactory()).get(own)
    assert answer.url == reverse("contests:register", args=[round.contest.slug])


def test_the_start_of_a_paper_leads_to_the_work(round):
    entry = entered(round)
    enter = reverse("contests:enter", args=[round.contest.slug, round.number])
    answer = browser_of(entry.user).get(enter)
    assert answer.url == reverse("contests:own_works", args=[round.contest.slug, round.number])
    assert browser_of(entry.user).post(enter).status_code in {302, 403}
    assert not entry.attempts.exists()


def test_a_save_is_acknowledged_with_the_sequence_that_is_stored(work, author):
    said = draft_of(work, texts=texts_for(work.round, "Mới"))
    answer = post_json(author, at("work_save", work), said)
    assert answer.json()["sequence"] == 2
    assert WorkDraft.objects.get().texts == texts_for(work.round, "Mới")


def test_a_page_that_has_not_read_the_newest_is_told_so(work, author):
    answer = post_json(author, at("work_save", work), draft_of(work, base=0, sequence=5))
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_elsewhere")
    newest = author.get(at("work_draft", work)).json()
    assert (newest["sequence"], newest["title"]) == (1, "Một cửa gần dân")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "\x00", '{"writer": "", "base": 0, "sequence": 1}', '"x"']
)
def test_what_nobody_can_read_is_answered_in_words(work, author, body):
    answer = author.post(at("work_save", work), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_without_scripts_the_form_saves_and_leads_to_handing_in(work, author):
    page = author.get(at("work", work))
    form = {name: field.value() or "" for name, field in named(page.context["form"])}
    answer = author.post(at("work", work), form | {"title": "Tên mới", "hand_in": "1"})
    assert answer.url == at("work_hand_in", work)
    assert WorkDraft.objects.get().title == "Tên mới"


def named(form):
    return [(one.html_name, one) for one in form]


def test_handing_in_leads_to_the_receipt(work, author):
    assert author.get(at("work_hand_in", work)).status_code == 200
    answer = author.post(at("work_hand_in", work), {"may_be_shown": "on"}, follow=True)
    page = answer.content.decode()
    version = WorkVersion.objects.get()
    assert version.digest in page
    assert f"{work.round.number}-0001-1" in page
    work.refresh_from_db()
    assert (work.state, work.may_be_shown) == (WorkState.HANDED_IN, True)


def test_a_file_goes_up_in_pieces_and_comes_down_as_a_file_to_save(work, author):
    begun = post_json(author, at("work_upload", work), {"name": "bài.pdf", "size": len(PDF)})
    assert begun.status_code == 201
    url = at("work_piece", work, begun.json()["file"])
    half = author.post(
        url, PDF[:100], "application/offset+octet-stream", headers={"Upload-Offset": "0"}
    )
    assert half.json()["offset"] == 100
    state = author.head(url)
    assert (state["Upload-Offset"], state["Upload-Length"]) == ("100", str(len(PDF)))
    lost = author.post(
        url, PDF[:100], "application/offset+octet-stream", headers={"Upload-Offset": "0"}
    )
    assert (lost.status_code, lost.json()["offset"]) == (409, 100)
    done = author.post(
        url, PDF[100:], "application/offset+octet-stream", headers={"Upload-Offset": "100"}
    )
    assert done.json()["whole"] is True
    sent = author.get(at("own_file", work, begun.json()["file"]))
    assert b"".join(sent.streaming_content) == PDF
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent["Content-Type"] == "application/octet-stream"


def test_a_refused_file_is_told_in_a_sentence(work, author):
    answer = post_json(author, at("work_upload", work), {"name": "bài.exe", "size": 5})
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_refused")
    assert "bài.exe" in answer.json()["message"]


def test_a_file_on_its_way_is_not_to_be_had_and_can_be_dropped(work, author):
    begun = post_json(author, at("work_upload", work), {"name": "bài.pdf", "size": 9}).json()
    assert author.get(at("own_file", work, begun["file"])).status_code == 404
    assert author.post(at("file_remove", work, begun["file"])).json() == {"removed": True}
    assert WorkFile.objects.get().removed_at is not None


OF_A_WORK = ["work", "work_hand_in", "work_authors", "work_draft"]


@pytest.mark.parametrize("name", OF_A_WORK)
def test_nobody_else_reaches_a_work(work, name):
    others = [entered(work.round).user, OrganiserFactory(contest=work.round.contest).user]
    for other in others:
        assert browser_of(other).get(at(name, work)).status_code == 404


def test_nobody_else_changes_or_takes_a_work(work, author):
    begun = post_json(author, at("work_upload", work), {"name": "bài.pdf", "size": len(PDF)})
    pk = begun.json()["file"]
    author.post(
        at("work_piece", work, pk),
        PDF,
        "application/offset+octet-stream",
        headers={"Upload-Offset": "0"},
    )
    other = browser_of(entered(work.round).user)
    assert post_json(other, at("work_save", work), draft_of(work)).status_code == 404
    assert other.post(at("work_withdraw", work)).status_code == 404
    assert other.post(at("work_upload", work)).status_code == 404
    assert other.get(at("own_file", work, pk)).status_code == 404
    assert (
        other.post(at("work_piece", work, pk), b"x", "application/offset+octet-stream").status_code
        == 404
    )
    assert other.post(at("file_remove", work, pk)).status_code == 404


def test_a_file_of_one_work_is_not_found_under_another(work, author, round):
    mine = ready_work(round, at=timezone.now())
    begun = post_json(author, at("work_upload", work), {"name": "bài.pdf", "size": 9}).json()
    client = browser_of(mine.entry.user)
    assert client.get(at("work_piece", mine, begun["file"])).status_code == 404


def test_who_is_signed_out_is_told_so_and_loses_nothing(work, client):
    answer = post_json(client, at("work_save", work), draft_of(work))
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_co_author_confirms_by_the_link_and_only_reads(work, author):
    lines = [AuthorLine("Trần Thị Bình", None, 40)]
    name_authors(work, own_share=60, others=lines, at=timezone.now())
    page = author.get(at("work_authors", work)).content.decode()
    named_author = work.authors.get(confirmed_at=None)
    token = confirmation_token(named_author)
    assert token in page
    entry = entered(work.round, user__full_name="Trần Thị Bình")
    client = browser_of(entry.user)
    link = reverse("contests:co_author", args=[work.round.contest.slug, token])
    assert client.get(link).status_code == 200
    assert client.post(link).url == at("work", work)
    named_author.refresh_from_db()
    assert (named_author.entry, named_author.unit) == (entry, entry.unit)
    assert client.get(at("work", work)).templates[0].name == "contests/written/work_read.html"
    assert client.post(at("work_hand_in", work)).status_code == 403


def test_authors_are_named_in_the_form_and_wrong_shares_are_told(work, author):
    form = {
        "own_share": "60",
        "tac-gia-TOTAL_FORMS": "2",
        "tac-gia-INITIAL_FORMS": "0",
        "tac-gia-0-full_name": "Trần Thị Bình",
        "tac-gia-0-share_percent": "30",
        "tac-gia-1-full_name": "",
    }
    answer = author.post(at("work_authors", work), form)
    assert "90%" in answer.content.decode()
    form["tac-gia-0-share_percent"] = "40"
    assert author.post(at("work_authors", work), form).status_code == 302
    assert list(work.authors.values_list("share_percent", flat=True)) == [60, 40]


def test_after_the_closing_the_work_is_read_and_not_written(work, author):
    author.post(at("work_hand_in", work))
    type(work.round).objects.update(closes_at=timezone.now())
    page = author.get(at("work", work))
    assert page.templates[0].name == "contests/written/work_read.html"
    assert author.get(at("work_receipt", work, 1)).status_code == 200
    late = post_json(author, at("work_save", work), draft_of(work))
    assert (late.status_code, late.json()["code"]) == (409, "round_takes_no_works")
