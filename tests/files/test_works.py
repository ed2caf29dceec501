"""Files of works: judged by content, refused in words, and cleaned of whoever made them."""

import io
import random
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from quizsite.files import works
from quizsite.files.facts import Facts
from quizsite.files.words import _TROUBLES
from quizsite.files.works import UnacceptableFile, inspect_file
from tests.files import hostile_works as made
from tests.files.hostile_pictures import bomb, picture


@pytest.fixture
def inspect(tmp_path):
    def ask(data: bytes, name: str = "bai.docx", **limits):
        path = tmp_path / "upload"
        path.write_bytes(data)
        return inspect_file(path, name=name, into=tmp_path, **limits)

    return ask


def codes(facts):
    return {one.code for one in facts.found}


def pixels(facts):
    return Image.open(io.BytesIO(facts.cleaned.read_bytes()))


HOSTILE = {
    "empty": (lambda: b"", "empty"),
    "text": ("Bài dự thi".encode, "not_taken"),
    "program": (lambda: b"MZ" + bytes(200), "program"),
    "web page named pdf": (lambda: b"<html><script>alert(1)</script>", "web_page"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_word"),
    "Word with a password": (made.encrypted_word, "password"),
    "bare archive": (made.archive, "archive"),
    "zip bomb": (made.zip_bomb, "unpacks_too_large"),
    "cut Word": (lambda: made.word()[:4000], "cut_short"),
    "macros": (made.macro_word, "macros"),
    "docm by another name": (made.renamed_docm, "macros"),
    "entities": (made.entities, "entities"),
    "template from the net": (
        lambda: made.with_relation(made.word(), "attachedTemplate", "https://a.example/x.dotm"),
        "outside_template",
    ),
    "template from a share": (
        lambda: made.with_relation(made.word(), "attachedTemplate", "\\\\10.0.0.1\\x.dotm"),
        "outside_template",
    ),
    "picture from the net": (
        lambda: made.with_relation(made.word(), "image", "https://a.example/p.png"),
        "outside_parts",
    ),
    "OLE object": (
        lambda: made.with_relation(
            made.word(), "oleObject", "embeddings/oleObject1.bin", mode="Internal"
        ),
        "embedded_object",
    ),
    "field that runs": (
        lambda: made.in_body(
            made.word(), '<w:p><w:r><w:instrText> DDEAUTO cmd "/c calc"</w:instrText></w:r></w:p>'
        ),
        "embedded_object",
    ),
    "PDF with a script": (lambda: made.pdf(change=made.with_script), "pdf_script"),
    "PDF with a hidden script": (lambda: made.pdf(change=made.with_hidden_script), "pdf_script"),
    "PDF that launches": (lambda: made.pdf(change=made.with_launch), "pdf_launch"),
    "PDF with a file inside": (lambda: made.pdf(change=made.with_attachment), "pdf_files"),
    "PDF with a password": (
        lambda: made.pdf(encryption=pikepdf.Encryption(user="a", owner="b")),
        "password",
    ),
    "PDF bomb": (lambda: made.pdf(change=made.with_bomb), "broken"),
    "cut PDF": (lambda: b"%PDF-1.7\n" + bytes(300), "cut_short"),
    "PDF and archive in one": (lambda: made.pdf() + made.word(), "two_kinds"),
    "picture and page in one": (lambda: made.photo()[:30] + b"<script>" + bytes(99), "two_kinds"),
    "picture and archive in one": (lambda: made.photo() + made.archive(), "two_kinds"),
    "picture bomb": (bomb, "too_many_pixels"),
    "film without picture": (lambda: made.film(handler=b"soun", codec=b"mp4a"), "nothing_to_play"),
    "film without samples": (lambda: made.film(samples=0), "nothing_to_play"),
    "film without data": (lambda: made.film(data=b""), "nothing_to_play"),
    "locked film": (lambda: made.film(codec=b"encv"), "password"),
    "cut film": (lambda: made.film()[:-10], "cut_short"),
    "film of another kind": (lambda: made.box(b"ftyp", b"qt  " + bytes(8)), "other_video"),
    "HEIC": (lambda: made.box(b"ftyp", b"heic" + bytes(8)), "heic"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_words(inspect, tmp_path, case):
    data, trouble = HOSTILE[case][0](), HOSTILE[case][1]
    with pytest.raises(UnacceptableFile) as refused:
        inspect(data)
    assert refused.value.detail["trouble"] == trouble
    assert "Hãy" in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["upload"]  # nothing is left behind


@pytest.mark.parametrize("kind", ["word", "pdf", "photo", "film"])
@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_read_or_refused_and_never_a_fault(inspect, kind, seed):
    chance, data = random.Random(seed), bytearray(getattr(made, kind)())
    for _byte in range(8):
        data[chance.randrange(16, len(data))] = chance.randrange(256)
    with suppress(UnacceptableFile):
        assert inspect(bytes(data)).cleaned.stat().st_size


def test_every_trouble_that_a_reader_names_has_a_sentence():
    folder = Path(works.__file__).parent
    named = {
        code
        for file in folder.glob("*.py")
        if file.name != "picture_child.py"
        for code in re.findall(r'Trouble\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert sorted(named - set(_TROUBLES)) == []


def test_text_that_no_database_stores_is_kept_without_it(inspect):
    facts = inspect(made.word("Ho\u0300a bi\u0300nh"))
    assert facts.text == "Hòa bình"
    kept = Facts("pdf")
    kept.say("body", "a\0b\ud800c")
    assert kept.parts == [("body", "ab?c")]


def test_two_gigabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "upload"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)  # takes no space
    with pytest.raises(UnacceptableFile) as refused:
        inspect_file(path, name="phim.mp4")
    assert refused.value.detail == {"trouble": "too_large", "limit": 300}


def test_a_word_file_gives_its_text_and_a_copy_without_its_people(inspect):
    data = made.word(
        "Một.\nHai.", author=made.NAME, header="Đơn vị: Phường Một", picture=made.photo()
    )
    facts = inspect(made.commented(made.tracked(data)))
    assert facts.kind == "docx"
    assert facts.text.split("\n") == ["Một.", "Hai.", "", "phần thêm vào", "chỗ này"]
    assert {"author", "header_text", "tracked_changes", "comments", "picture_marks"} <= codes(facts)
    copy = zipfile.ZipFile(facts.cleaned)
    whole = b"".join(copy.read(name) for name in copy.namelist()).decode("utf-8", "replace")
    assert not [one for one in (made.NAME, made.MAIL, "bản cũ", "rsid", "docProps") if one in whole]
    assert "Phường Một" in whole  # a header is told, a person decides


def test_the_copy_of_a_word_file_opens_again(inspect, tmp_path):
    facts = inspect(made.commented(made.tracked(made.word(author=made.NAME))))
    again = inspect(facts.cleaned.read_bytes())
    assert (again.text, codes(again)) == (facts.text, set())


def test_pages_of_a_word_file_are_a_hint(inspect):
    facts = inspect(made.word())
    assert (facts.pages, facts.are_pages_sure) == (1, False)


def test_a_local_template_is_taken_out_with_its_path(inspect):
    path = "file:///C:\\Users\\Nhung\\Mau.dotx"
    facts = inspect(made.with_relation(made.word(), "attachedTemplate", path))
    assert ("template_path", path) in {(one.code, one.value) for one in facts.found}
    assert b"Nhung" not in made.part_of(facts.cleaned.read_bytes(), "word/_rels/document.xml.rels")


def test_a_pdf_gives_pages_text_and_a_copy_without_its_people(inspect):
    facts = inspect(made.pdf(pages=3, change=made.with_person), "bai.pdf")
    assert (facts.kind, facts.pages, facts.are_pages_sure, facts.is_scan) == ("pdf", 3, True, False)
    assert "hanh chinh" in facts.text
    assert {"author", "xmp", "comments"} <= codes(facts)
    with pikepdf.open(facts.cleaned) as copy:
        assert "/Info" not in copy.trailer
        assert "/Metadata" not in copy.Root
        assert len(copy.pages[0].Annots) == 0


def test_a_pdf_without_letters_is_a_scan(inspect):
    facts = inspect(made.pdf(""), "bai.pdf")
    assert facts.is_scan
    assert codes(facts) == {"no_text"}


def test_a_pdf_that_hides_people_in_a_picture_is_cleaned(inspect):
    def change(document):
        image = document.make_stream(
            made.photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=400,
            Height=300, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        document.pages[0].Resources.XObject = pikepdf.Dictionary(I1=image)

    facts = inspect(made.pdf(change=change), "bai.pdf")
    assert "picture_marks" in codes(facts)
    assert b"Nhung" not in facts.cleaned.read_bytes()


def test_a_photo_loses_where_and_by_whom_it_was_taken(inspect):
    facts = inspect(made.photo(), "bai.jpg")
    assert codes(facts) == {"author", "gps"}
    assert dict(pixels(facts).getexif()) == {}
    assert b"Nhung" not in facts.cleaned.read_bytes()


def test_a_png_stays_one(inspect):
    facts = inspect(picture(), "bai.png")
    assert (facts.kind, pixels(facts).format) == ("png", "PNG")


def test_a_film_is_blanked_in_place(inspect):
    data = made.film(data=b"pixels" * 9)
    facts = inspect(data, "phim.mp4")
    cleaned = facts.cleaned.read_bytes()
    assert (facts.kind, facts.seconds) == ("mp4", 61)
    assert {"gps", "video_marks"} <= codes(facts)
    assert len(cleaned) == len(data)
    assert cleaned.index(b"pixels") == data.index(b"pixels")
    assert not [
        one for one in (b"+21.0", made.NAME.encode(), b"\xe3\x11", b"udta") if one in cleaned
    ]


def test_content_counts_and_a_wrong_ending_is_told(inspect):
    facts = inspect(made.pdf(), "bai.docx")
    assert facts.kind == "pdf"
    assert [one.words for one in facts.found] == [
        "Tên tệp: đuôi tệp khác nội dung, đúng ra là .pdf"
    ]


def test_words_tell_what_was_found_and_where(inspect):
    facts = inspect(made.word(author=made.NAME))
    assert f"Thuộc tính của tệp: tên người tạo “{made.NAME}” (đã bỏ ở bản cho giám khảo)" in {
        one.words for one in facts.found
    }
