"""Pictures that tests attach to questions."""

from django.core.files.uploadedfile import SimpleUploadedFile

from questionbank.models import Picture
from tests.factories import NOON
from tests.files.hostile_pictures import picture as picture_bytes

ALT = "Biểu đồ cột: năm 2024 có 10 hồ sơ, năm 2025 có 20 hồ sơ"


def kept_picture(digest: str = "d" * 32) -> Picture:
    """As cleaned, without asking the child process."""
    data = picture_bytes(size=(1000, 500))
    return Picture.objects.create(
        digest=digest,
        media_type="image/png",
        width=1000,
        height=500,
        small=b"small" + data,
        large=b"large" + data,
        used_at=NOON,
    )


def attached(picture: Picture, place: str = "stem", alt: str = ALT) -> dict[str, object]:
    facts = {"width": picture.width, "height": picture.height}
    return {"place": place, "digest": picture.digest, "alt": alt, **facts}


def upload(name: str = "bieu-do.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes() if data is None else data)
