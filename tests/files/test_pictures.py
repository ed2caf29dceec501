"""Only pixels come out of a picture that somebody uploads, whatever went in."""

import io

import pytest
from PIL import Image

from quizsite.files.pictures import UnreadablePicture, clean_picture
from tests.files import hostile_pictures as made


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (made.picture("PNG"), "image/png"),
        (made.picture("GIF"), "image/png"),
        (made.picture("JPEG"), "image/jpeg"),
        (made.picture("WEBP"), "image/jpeg"),
        (made.picture("JPEG", mode="CMYK", colour=(0, 200, 200, 0)), "image/jpeg"),
        (made.picture("PNG", mode="I;16", colour=40_000), "image/png"),
    ],
)
def test_every_known_kind_comes_out_as_one_that_old_browsers_show(data, media_type):
    clean = clean_picture(data)
    assert clean.media_type == media_type
    assert (clean.width, clean.height) == opened(clean.large).size == (320, 200)
    assert opened(clean.large).mode == "RGB"


def test_a_large_photo_has_two_widths():
    clean = clean_picture(made.picture("JPEG", size=(4000, 3000)))
    assert opened(clean.large).size == (clean.width, clean.height) == (1440, 1080)
    assert opened(clean.small).size == (720, 540)


def test_a_photo_is_turned_as_its_camera_says_and_forgets_where_it_was_taken():
    photo = made.photo_with_place()
    assert made.PLACE in photo
    clean = clean_picture(photo)
    image = opened(clean.large)
    assert image.size == (200, 400)
    top, bottom = image.getpixel((100, 20)), image.getpixel((100, 380))
    assert top[0] - top[2] > 150
    assert bottom[2] - bottom[0] > 150
    for data in (clean.small, clean.large):
        assert made.PLACE not in data
        assert not opened(data).getexif()


@pytest.mark.parametrize("data", [made.HTML_BEHIND, made.HTML_IN_COMMENT])
def test_nothing_rides_along_in_a_picture(data):
    clean = clean_picture(data)
    assert b"script" not in clean.large + clean.small


def test_what_is_see_through_lies_on_white():
    clean = clean_picture(made.picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert opened(clean.large).getpixel((5, 5)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_stays():
    image = opened(clean_picture(made.animated()).large)
    assert image.getpixel((5, 5))[1] > 100
    assert getattr(image, "n_frames", 1) == 1


def test_the_same_picture_has_the_same_digest():
    assert clean_picture(made.picture()).digest == clean_picture(made.HTML_BEHIND).digest


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp ảnh rỗng"),
        (made.SVG, "SVG"),
        (b"   " + made.SVG[21:], "SVG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 word", "Office"),
        (b"\x00\x00\x00 ftypheic", "HEIC"),
        (made.picture("BMP"), "BMP"),
        (made.picture("TIFF"), "TIFF"),
        (b"GIF89a" + b"\0" * 3, "không phải ảnh"),
        (b"<html><body>", "không phải ảnh"),
        (made.picture("JPEG", size=(800, 600))[:900], "chưa tải lên đủ"),
        (made.two_halves()[:-60], "chưa tải lên đủ"),
        (made.bomb(), "40 triệu điểm ảnh"),
        (made.png_of(1, 39_000_000), "16 điểm ảnh"),
        (made.picture(size=(8, 8)), "16 điểm ảnh"),
        (b"\x89PNG" + b"\0" * (10 * 1024 * 1024), "10 MB"),
        (b"\xff\xd8\xff" + b"\0" * (50 * 1024 * 1024), "10 MB"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_to_do(data, words):
    with pytest.raises(UnreadablePicture) as refused:
        clean_picture(data)
    assert words in str(refused.value.message)
    assert "Hãy" in str(refused.value.message)


@pytest.mark.parametrize("data", [made.text_bomb(), made.png_of(6300, 6300)])
def test_a_bomb_ends_in_a_refusal_or_a_picture_and_never_in_a_crash(data):
    try:
        clean = clean_picture(data)
    except UnreadablePicture:
        return
    assert len(clean.large) < 1_000_000
