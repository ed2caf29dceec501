"""An author gives a question pictures and a passage; old wordings keep theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from questionbank.authoring.revisions import (
    current_revisions,
    publish_revision,
    wording_of,
    write_draft,
)
from questionbank.authoring.wording import PassageText
from questionbank.models import Passage, Picture, Question, Revision
from questionbank.pictures.retention import PICTURES
from questionbank.pictures.store import PictureGone
from quizsite.accounts.personal_data.retention import apply_rule
from tests.factories import NOON, AxisFactory, LegalDocumentFactory, RevisionFactory
from tests.files.hostile_pictures import SVG
from tests.people import browser_of
from tests.questionbank.pictures.drawn import ALT, attached, kept_picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return {
        "code": "TT-9",
        "axis": AxisFactory().pk,
        "audience": "chung",
        "difficulty": "de",
        "stem": "Biểu đồ cho biết gì?",
        "option_A": "Tăng",
        "option_B": "Giảm",
        "right_A": "on",
        "explanation": "Cột sau cao hơn.",
        "document": LegalDocumentFactory().pk,
        "article": "Điều 1",
    }


def add(author, said, **more):
    return browser_of(author).post(reverse("questionbank:question_add"), said | more)


def newest():
    return Revision.objects.select_related("answer_key", "passage").latest("pk")


def test_a_picture_is_kept_clean_with_its_description(author, said):
    response = add(author, said, picture_stem=upload(), alt_stem=ALT, picture_B=upload(), alt_B=ALT)
    assert response.status_code == 302, response.content.decode()
    assert [one["place"] for one in newest().pictures] == ["stem", "B"]
    assert newest().pictures[0] == attached(Picture.objects.get())
    page = browser_of(author).get(reverse("questionbank:question", args=[newest().question_id]))
    assert page.content.decode().count(f'alt="{ALT}"') == 2


@pytest.mark.parametrize("alt", ["", "trang trí", "Hình ảnh", "IMG_2024.jpg"])
def test_a_picture_that_nobody_described_is_refused_and_not_lost(author, said, alt):
    response = add(author, said, picture_stem=upload(), alt_stem=alt)
    assert response.status_code == 200
    assert not Question.objects.exists()
    html = response.content.decode()
    digest = Picture.objects.get().digest
    assert f'name="kept_stem" value="{digest}"' in html
    assert "field-error" in html
    again = add(author, said, kept_stem=digest, alt_stem=ALT)
    assert again.status_code == 302
    assert newest().pictures[0]["digest"] == digest


def test_what_is_no_picture_is_refused_in_words(author, said):
    response = add(author, said, picture_stem=upload("x.png", SVG), alt_stem=ALT)
    assert "Không nhận ảnh SVG" in response.content.decode()
    assert not Picture.objects.exists()


def test_a_picture_beside_an_option_without_words_is_refused(author, said):
    response = add(author, said, picture_C=upload(), alt_C=ALT)
    assert "có hình nhưng chưa có chữ" in response.content.decode()


@pytest.fixture
def said_of_grid(said):
    del said["right_A"]
    return said | {"right_A": "1", "right_B": "2"}


def add_grid(author, said, **more):
    address = reverse("questionbank:question_add") + "?dang=grid"
    return browser_of(author).post(address, said | more)


def test_a_question_of_another_kind_has_a_picture_and_a_passage(author, said_of_grid):
    more = {"passage_code": "DD-1", "passage_text": "Đọc kỹ."}
    response = add_grid(author, said_of_grid, picture_stem=upload(), alt_stem=ALT, **more)
    assert response.status_code == 302, response.content.decode()
    assert newest().kind == "grid"
    assert [one["place"] for one in newest().pictures] == ["stem"]
    assert newest().passage.text == "Đọc kỹ."


def test_rows_of_other_kinds_have_no_pictures_and_their_form_says_so(author, said_of_grid):
    page = browser_of(author).get(reverse("questionbank:question_add") + "?dang=grid")
    assert "picture_stem" in page.text
    assert "picture_A" not in page.text
    response = add_grid(author, said_of_grid, picture_A=upload(), alt_A=ALT)
    assert response.status_code == 200
    assert "Chỉ dạng chọn phương án có hình ở từng phương án" in response.text
    assert not Question.objects.exists()


def test_a_preview_of_another_kind_shows_picture_and_key(author, said_of_grid):
    html = add_grid(author, said_of_grid, picture_stem=upload(), alt_stem=ALT, preview="1").text
    assert html.count(f'alt="{ALT}"') == 2
    assert "right-mark" in html


def test_a_preview_shows_picture_and_passage(author, said):
    more = {"passage_code": "DD-1", "passage_text": "Đọc kỹ.", "preview": "1"}
    response = add(author, said, picture_stem=upload(), alt_stem=ALT, **more)
    html = response.content.decode()
    assert html.count(f'alt="{ALT}"') == 2
    assert "Đọc kỹ." in html
    assert not Question.objects.exists()


def test_old_wordings_keep_their_picture(author, said):
    add(author, said, picture_stem=upload(), alt_stem=ALT)
    old = newest()
    edit = reverse("questionbank:question_edit", args=[old.question_id])
    kept = {"kept_stem": old.pictures[0]["digest"], "alt_stem": ALT}
    same = browser_of(author).post(edit, said | kept)
    assert same.status_code == 302
    assert Revision.objects.count() == 1
    browser_of(author).post(edit, said | kept | {"drop_stem": "on"})
    assert newest().pictures == []
    old.refresh_from_db()
    assert old.pictures[0]["alt"] == ALT


def test_rows_pasted_from_excel_are_kept_as_a_table(author, said):
    add(author, said | {"stem": "Cho bảng:\r\nNăm\tHồ sơ\r\n2024\t10"})
    assert newest().stem == "Cho bảng:\n| Năm | Hồ sơ |\n| 2024 | 10 |"


def test_questions_share_a_passage_by_its_code(author, said):
    add(author, said, passage_code="DD-1", passage_text="Đọc kỹ.", passage_place="1")
    add(author, said | {"code": "TT-10", "stem": "Câu nữa?"}, passage_code="DD-1")
    passage = Passage.objects.get()
    assert [one.passage for one in Revision.objects.all()] == [passage, passage]


@pytest.mark.usefixtures("no_solve_asked")
def test_a_changed_passage_gives_its_other_questions_a_draft(author, reviewer, said):
    add(author, said, passage_code="DD-1", passage_text="Đọc kỹ.")
    add(author, said | {"code": "TT-10", "stem": "Câu nữa?"}, passage_code="DD-1")
    first, second = Question.objects.order_by("pk")
    for one in Revision.objects.all():
        Revision.objects.filter(pk=one.pk).update(state="in_review")
        one.refresh_from_db()
        publish_revision(one, by=reviewer, at=NOON)
    edit = reverse("questionbank:question_edit", args=[first.pk])
    browser_of(author).post(edit, said | {"passage_code": "DD-1", "passage_text": "Đọc lại."})
    current = current_revisions([first.pk, second.pk])
    assert {one.passage.text for one in current.values()} == {"Đọc lại."}
    assert {one.state for one in current.values()} == {"draft"}
    published = Revision.objects.published()
    assert {one.passage.text for one in published} == {"Đọc kỹ."}


def test_a_code_of_another_passage_is_not_overwritten(author, said):
    add(author, said, passage_code="DD-1", passage_text="Đọc kỹ.")
    more = {"code": "TT-10", "stem": "Câu nữa?", "passage_code": "DD-1", "passage_text": "Khác."}
    response = add(author, said | more)
    assert "đã có với nội dung khác" in response.content.decode()
    assert Passage.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"passage_text": "Đọc kỹ."}, "đặt mã cho đoạn dẫn"),
        ({"passage_code": "DD-9"}, "Chưa có đoạn dẫn nào"),
        ({"passage_code": "DD-9", "passage_text": "x" * 5001}, "Dài quá 5000"),
        ({"passage_code": "DD-9", "passage_text": "x", "passage_place": "-1"}, "field-error"),
        ({"kept_stem": "f" * 32, "alt_stem": ALT}, "không còn"),
        ({"alt_stem": ALT}, "Hãy chọn tệp ảnh"),
        ({"stem": "\n".join(["|" + "a|" * 13] * 2)}, "12 cột"),
    ],
)
def test_what_is_missing_is_said_in_words(author, said, more, words):
    response = add(author, said | more)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Question.objects.exists()


def test_pictures_that_nothing_names_go_after_a_month(author):
    used, of_passage, unused = (kept_picture(letter * 32) for letter in "abc")
    RevisionFactory(pictures=[attached(used)], state="retired")
    Passage.objects.create(
        code="D", number=1, text="x", pictures=[attached(of_passage)], created_at=NOON
    )
    assert apply_rule(PICTURES, at=NOON + timedelta(days=29)) == 0
    assert apply_rule(PICTURES, at=NOON + timedelta(days=31)) == 1
    assert not Picture.objects.filter(pk=unused.pk).exists()


def test_a_draft_with_a_picture_that_has_gone_is_refused(author):
    revision = RevisionFactory()
    lost = attached(kept_picture())
    Revision.objects.filter(pk=revision.pk).update(pictures=[lost])
    Picture.objects.all().delete()
    (current,) = current_revisions([revision.question_id]).values()
    wording = replace(wording_of(current), passage=PassageText("D", "Đọc"))
    with pytest.raises(PictureGone):
        write_draft(revision.question, wording=wording, by=author, at=NOON)
