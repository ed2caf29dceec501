"""Questions of every kind become drafts of their kind, with cleaned pictures."""

import base64
import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from questionbank.authoring.revisions import current_revisions
from questionbank.intake import intakes
from questionbank.intake.confirming import confirm_intake, lacks_of_item
from questionbank.intake.words import not_taken_rows
from questionbank.models import Picture, Revision
from quizsite.models import AuditLine
from tests.files.hostile_pictures import SVG
from tests.people import browser_of

pytestmark = pytest.mark.django_db
GIFT = """::C1:: Ghép. {=CCHC -> Cải cách =TTHC -> Thủ tục = -> Khác}

::C2:: Bao nhiêu tỉnh? {#34:0}

::C3:: Thủ đô là gì? {=Hà Nội =Thủ đô Hà Nội}

::C4:: Viết bài. {}
"""
STATEMENTS = "PHẦN II. Đúng sai\nCâu 1. Xét:\na) Một\nb) Hai\nĐáp án: a) Đúng; b) Sai\n"


def taken_in(author, data, name="a.gift"):
    content = data if isinstance(data, bytes) else data.encode()
    ending = "." + name.rpartition(".")[2]
    return intakes.take_in(content, filename=name, ending=ending, by=author, at=timezone.now())


def moodle_with(picture: bytes, alt: str = "") -> bytes:
    file = base64.b64encode(picture).decode()
    return (
        '<quiz><question type="multichoice"><questiontext format="html"><text><![CDATA[<p>Hình nào?'
        f'<img src="@@PLUGINFILE@@/a.png" alt="{alt}"></p>]]></text>'
        f'<file name="a.png" encoding="base64">{file}</file></questiontext>'
        '<answer fraction="100"><text>Một</text></answer>'
        '<answer fraction="0"><text>Hai</text></answer></question></quiz>'
    ).encode()


def photo_with_place() -> bytes:
    image, made = Image.new("RGB", (60, 40), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "chụp ở số 1 phố Hàng Bông"
    image.save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_each_kind_becomes_a_draft_of_its_kind(author):
    intake = taken_in(author, GIFT)
    confirm_intake(intake, by=author, at=timezone.now())
    found = {one.stem: (one.kind, one.answer_key.right_options) for one in Revision.objects.all()}
    assert found == {
        "Ghép.": ("matching", [3, 1]),
        "Bao nhiêu tỉnh?": ("number", [34, 0]),
        "Thủ đô là gì?": ("text", [0, "Hà Nội", "Thủ đô Hà Nội"]),
    }


def test_what_was_not_taken_is_told_with_its_place_and_reason(author):
    intake = taken_in(author, GIFT)
    assert not_taken_rows(intake.notes) == [
        ("dòng 7", "Viết bài.", "Câu tự luận, máy không chấm được.")
    ]
    page = browser_of(author).get(reverse("questionbank:intake", args=[intake.pk]))
    assert "1 câu của tệp không nhận được" in page.text
    assert "Viết bài." in page.text


def test_a_file_of_which_nothing_is_taken_says_why(author):
    with pytest.raises(intakes.NothingFound, match="tự luận"):
        taken_in(author, "::C4:: Viết bài. {}\n")


def test_a_grid_is_mended_by_its_own_rows(author):
    intake = taken_in(author, STATEMENTS, "a.txt")
    item = intake.items.get()
    prefix = f"i{item.pk}"
    said = {
        f"{prefix}-stem": "Xét lại:",
        f"{prefix}-option_A": "Một",
        f"{prefix}-right_A": "2",
        f"{prefix}-option_B": "Hai",
        f"{prefix}-right_B": "1",
        f"{prefix}-version": item.version,
    }
    address = reverse("questionbank:item_mend", args=[intake.pk, item.pk])
    assert browser_of(author).post(address, said).status_code == 302
    item.refresh_from_db()
    assert (item.wording["kind"], item.wording["right"]) == ("grid", [2, 1])


def test_half_a_pair_is_not_dropped_unsaid(author):
    intake = taken_in(author, "::C1:: Ghép. {=a -> x =b -> y}")
    item = intake.items.get()
    prefix = f"i{item.pk}"
    said = {f"{prefix}-option_A": "a", f"{prefix}-target_A": "", f"{prefix}-version": 1}
    address = reverse("questionbank:item_mend", args=[intake.pk, item.pk])
    page = browser_of(author).post(address, said)
    assert (page.status_code, "đủ hai vế" in page.text) == (400, True)


def test_a_kind_read_wrong_is_changed_and_its_key_goes(author):
    intake = taken_in(author, "Câu 1: Xét?\nA. Một\nB. Hai\nĐáp án: A\n", "a.txt")
    item = intake.items.get()
    address = reverse("questionbank:item_step", args=[intake.pk, item.pk, "doi-dang"])
    assert browser_of(author).post(address, {"kind": "grid", "version": 1}).status_code == 302
    item.refresh_from_db()
    said = item.wording
    assert (said["kind"], said["options"], said["right"]) == ("grid", ["Một", "Hai"], None)
    assert browser_of(author).post(address, {"kind": "matching", "version": 2}).status_code == 409


def test_other_kinds_do_not_merge(author):
    intake = taken_in(author, GIFT)
    second = intake.items.all()[1]
    with pytest.raises(intakes.OnlyChoicesMerge):
        intakes.merge_into_previous(second, version=1, by=author, at=timezone.now())


def test_a_picture_comes_in_without_what_a_camera_writes(author):
    intake = taken_in(author, moodle_with(photo_with_place()), "a.xml")
    kept = Picture.objects.get()
    assert b"H\xc3\xa0ng" not in bytes(kept.large)
    assert [one["place"] for one in intake.items.get().wording["pictures"]] == ["stem"]


@pytest.mark.parametrize(("alt", "lacks"), [("", True), ("a.png", True), ("Hai cột cao", False)])
def test_a_picture_without_words_keeps_a_draft_from_being_published(author, alt, lacks):
    intake = taken_in(author, moodle_with(photo_with_place(), alt), "a.xml")
    assert ("pictures" in lacks_of_item(intake.items.get())) == lacks
    confirm_intake(intake, by=author, at=timezone.now())
    revision = Revision.objects.get()
    assert ("pictures" in revision.lacks.split()) == lacks
    assert len(revision.pictures) == 1


def test_words_written_in_the_review_are_the_pictures_words(author):
    intake = taken_in(author, moodle_with(photo_with_place()), "a.xml")
    item = intake.items.get()
    prefix = f"i{item.pk}"
    said = {f"{prefix}-alt_stem": "Một ô màu xanh lá", f"{prefix}-version": 1}
    address = reverse("questionbank:item_mend", args=[intake.pk, item.pk])
    browser_of(author).post(address, said)
    item.refresh_from_db()
    assert item.wording["pictures"][0]["alt"] == "Một ô màu xanh lá"
    assert "pictures" not in lacks_of_item(item)


@pytest.mark.parametrize("data", [SVG, b"\x89PNG\r\n\x1a\n" + b"0" * 40, b"MZ" + b"0" * 99])
def test_a_hostile_picture_is_told_and_the_question_stays(author, data):
    intake = taken_in(author, moodle_with(data), "a.xml")
    item = intake.items.get()
    assert Picture.objects.count() == 0
    assert [one["code"] for one in item.doubts] == ["picture_unread"]
    assert "pictures" not in item.wording


def test_bringing_in_and_mending_leave_lines_without_words_of_keys(author):
    intake = taken_in(author, GIFT)
    item = intake.items.all()[1]
    intakes.mend_item(item, wording={"right": [63, 0]}, version=1, by=author, at=timezone.now())
    lines = AuditLine.objects.filter(kind__startswith="intake_").order_by("pk")
    said = [(line.kind, line.after) for line in lines]
    assert said == [
        ("intake_brought", {"file": "a.gift", "questions": 3, "not_taken": 1}),
        ("intake_mended", {"file": "a.gift", "question": item.pk, "changed": "right"}),
    ]


def test_a_picture_of_a_waiting_file_is_in_use(author):
    from questionbank.pictures.store import used_digests  # noqa: PLC0415 -- of this test alone

    taken_in(author, moodle_with(photo_with_place()), "a.xml")
    assert used_digests() == {Picture.objects.get().digest}


def test_a_word_file_with_a_picture_opens_in_the_review_and_the_editor(author):
    made, file = docx.Document(), io.BytesIO()
    made.add_paragraph("Câu 1: Hình nào?").add_run().add_picture(io.BytesIO(photo_with_place()))
    for line in ("A. Một", "B. Hai", "Đáp án: A"):
        made.add_paragraph(line)
    made.save(file)
    intake = taken_in(author, file.getvalue(), "a.docx")
    page = browser_of(author).get(reverse("questionbank:intake", args=[intake.pk]))
    assert Picture.objects.get().digest in page.text
    confirm_intake(intake, by=author, at=timezone.now())
    question = Revision.objects.get().question
    assert current_revisions([question.pk])[question.pk].pictures[0]["place"] == "stem"
    page = browser_of(author).get(reverse("questionbank:question_edit", args=[question.pk]))
    assert page.status_code == 200
