"""Pictures of previews: right size, our letters, never too long, and bounded for strangers."""

import io
import struct
import threading

import pytest
from PIL import Image, ImageChops

from quizsite.previews import kept, letters
from quizsite.previews.drawing import HEIGHT, WIDTH, Ground, Preview, draw
from quizsite.previews.kept import TooManyPictures, picture_of
from quizsite.previews.letters import BOLD, REGULAR

LONG = "Cuộc thi trực tuyến tìm hiểu công tác cải cách hành chính nhà nước " * 8
FACEBOOK_S_LIMIT = 8_000_000


def preview(title="Tìm hiểu cải cách hành chính", **fields):
    return Preview(Ground.CARP, fields.pop("kicker", "Sở Nội vụ"), title, **fields)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(kept, "_pictures", kept._Pictures())


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("title", ["Ngắn", LONG, "ặ" * 300, "", "😀中文", "\u200b"])
def test_any_words_make_a_png_of_the_size_that_previews_want(ground, title):
    picture = draw(Preview(ground, title, title, (title, title, title)))

    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT) == (1200, 630)
    assert len(picture) < FACEBOOK_S_LIMIT


def test_words_change_the_picture():
    assert draw(preview("Một")) != draw(preview("Hai"))


def test_nothing_is_written_over_the_ornament():
    """The carp stands at the right, below the middle."""
    box = (800, 380, WIDTH - 30, HEIGHT)
    bare, full = (
        Image.open(io.BytesIO(draw(preview(words, kicker=words, lines=(words,) * 4))))
        .convert("RGB")
        .crop(box)
        for words in ("", LONG)
    )

    # Each picture has a palette of its own, in which a colour may differ by a shade.
    assert max(most for _least, most in ImageChops.difference(bare, full).getextrema()) < 100


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_every_vietnamese_letter_has_a_glyph(weight):
    every = (
        "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
    )
    for letter in every + every.upper() + "0123456789/%·…“”–":
        assert "".join(part for _font, part in letters.runs(letter, weight=weight)) == letter


def test_a_letter_that_the_font_lacks_loses_its_marks_or_is_left_out():
    assert "".join(part for _font, part in letters.runs("Ŏk 中 Ê", weight=BOLD)) == "Ok  Ê"


def test_no_line_is_wider_than_it_may_be_and_what_is_too_much_ends_in_dots():
    lines = letters.wrapped(LONG + "W" * 200, size=50, weight=BOLD, width=600, most=3)

    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert max(letters.length(line, size=50, weight=BOLD) for line in lines) <= 600


def test_the_same_words_are_drawn_once(monkeypatch):
    drawn = []
    monkeypatch.setattr(kept, "draw", lambda one: drawn.append(one) or b"png")

    assert [picture_of(preview()), picture_of(preview())] == [b"png", b"png"]
    assert len(drawn) == 1


def test_so_many_new_pictures_a_minute_are_drawn_and_no_more(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(kept, "draw", lambda one: b"png")
    monkeypatch.setattr(kept, "MOST_A_MINUTE", 2)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    picture_of(preview("1"))
    picture_of(preview("2"))

    with pytest.raises(TooManyPictures):
        picture_of(preview("3"))
    assert picture_of(preview("2")) == b"png"  # is kept
    now[0] = 61
    assert picture_of(preview("3")) == b"png"


def test_old_pictures_make_room(monkeypatch):
    drawn = []
    monkeypatch.setattr(kept, "draw", lambda one: drawn.append(one.title) or b"png")
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    for title in ("1", "2", "3", "3", "1"):
        picture_of(preview(title))

    assert drawn == ["1", "2", "3", "1"]


def test_while_one_is_drawn_few_wait_and_the_others_are_put_off(monkeypatch):
    begun, go_on, drawn = threading.Event(), threading.Event(), []

    def slowly(one):
        drawn.append(one.title)
        begun.set()
        assert go_on.wait(20)
        return b"png"

    monkeypatch.setattr(kept, "draw", slowly)
    monkeypatch.setattr(kept, "_pictures", kept._Pictures())
    threads = [threading.Thread(target=picture_of, args=[preview("1")])]
    threads += [
        threading.Thread(target=picture_of, args=[preview("1")]) for _ in range(kept.MOST_WAITING)
    ]
    threads[0].start()
    assert begun.wait(20)
    for thread in threads[1:]:
        thread.start()
    while kept._pictures._room._value:
        assert all(thread.is_alive() for thread in threads)
    with pytest.raises(TooManyPictures):
        picture_of(preview("2"))
    go_on.set()
    for thread in threads:
        thread.join()

    assert drawn == ["1"]  # those who waited found it drawn
    assert picture_of(preview("1")) == b"png"
