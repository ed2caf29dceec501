"""Sample questions that read something: a passage with three, one with a table, one with a chart.

All figures are made up and the questions say so, so that they rest on no document. They are for
practice, where people see what such questions look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from questionbank.authoring.revisions import add_question, publish_all, send_to_review
from questionbank.authoring.wording import Attached, PassageText, Wording
from questionbank.models import Axis, Difficulty, Question, QuestionKind
from questionbank.pictures.store import keep_picture
from quizsite.accounts.models import User
from quizsite.previews import letters

_PASSAGE = PassageText(
    "MAU-DD-1",
    "Bộ phận một cửa của một phường công khai kết quả tháng 10 (số liệu giả định):\n"
    "| Lĩnh vực | Đã nhận | Trả đúng hạn | Trả quá hạn |\n"
    "| Hộ tịch | 120 | 118 | 2 |\n"
    "| Đất đai | 60 | 51 | 9 |\n"
    "| Bảo trợ xã hội | 40 | 40 | 0 |\n"
    "Người có hồ sơ quá hạn đều nhận thư xin lỗi, trong thư ghi ngày trả mới.",
)
_WAITING = {"Quầy 1": 12, "Quầy 2": 25, "Quầy 3": 8}  # minutes
_ALT = (
    "Biểu đồ cột, thời gian chờ trung bình: quầy 1 là 12 phút, quầy 2 là 25 phút, quầy 3 là 8 phút."
)


@dataclass(frozen=True, slots=True)
class _Reading:
    code: str
    stem: str
    options: tuple[str, ...]
    right: int
    explanation: str
    place: int = 0  # on the passage; 0 stands on none
    has_chart: bool = False


READINGS = (
    _Reading(
        "LUYEN-DOC-1",
        "Trong tháng 10, lĩnh vực nào trả mọi hồ sơ đúng hạn?",
        ("Hộ tịch", "Đất đai", "Bảo trợ xã hội", "Hộ tịch và đất đai"),
        2,
        "Hàng “Bảo trợ xã hội” có 40 hồ sơ nhận, 40 trả đúng hạn, 0 quá hạn.",
        place=1,
    ),
    _Reading(
        "LUYEN-DOC-2",
        "Bao nhiêu phần trăm hồ sơ đất đai đã nhận được trả đúng hạn?",
        ("85%", "51%", "60%", "98%"),
        0,
        "51 trong 60 hồ sơ là 85%. Số 51 là số hồ sơ, chưa phải tỷ lệ.",
        place=2,
    ),
    _Reading(
        "LUYEN-DOC-3",
        "Người có hồ sơ quá hạn được bộ phận một cửa báo lại bằng cách nào?",
        ("Một cuộc gọi", "Thư xin lỗi có ngày trả mới", "Tin trên loa phường", "Lịch hẹn gặp"),
        1,
        "Câu cuối của đoạn dẫn nói về thư xin lỗi và ngày trả mới ghi trong thư.",
        place=3,
    ),
    _Reading(
        "LUYEN-BANG-1",
        "Một xã nhận hồ sơ trong năm (số liệu giả định):\n"
        "| Quý | Trực tiếp | Trực tuyến |\n"
        "| I | 300 | 100 |\n"
        "| II | 200 | 200 |\n"
        "| III | 100 | 300 |\n"
        "Từ quý I đến quý III, phần nộp trực tuyến đổi ra sao?",
        ("Từ 10% lên 30%", "Từ 75% xuống 25%", "Giữ nguyên 50%", "Từ 25% lên 75%"),
        3,
        "Quý I: 100 trong 400 là 25%. Quý III: 300 trong 400 là 75%.",
    ),
    _Reading(
        "LUYEN-HINH-1",
        "Theo biểu đồ (số liệu giả định), người dân chờ lâu nhất ở đâu?",
        ("Quầy 1", "Quầy 2", "Quầy 3", "Quầy 1 và quầy 3"),
        1,
        "Cột của quầy 2 cao nhất: 25 phút.",
        has_chart=True,
    ),
)


def load_readings(axis: Axis, *, author: User, reviewer: User, at: datetime) -> list[int]:
    """Add those that are missing, published; return the ids of their questions."""
    present = set(Question.objects.values_list("code", flat=True))
    made = []
    for one in READINGS:
        if one.code in present:
            continue
        chart = (_chart(by=author, at=at),) if one.has_chart else ()
        wording = Wording(
            kind=QuestionKind.CHOICE,
            stem=one.stem,
            options=one.options,
            right=(one.right,),
            explanation=one.explanation,
            audience="chung",
            difficulty=Difficulty.EASY,
            document_id=None,
            article="",
            pictures=chart,
            passage=_PASSAGE if one.place else None,
            passage_place=one.place,
        )
        draft = add_question(axis, code=one.code, wording=wording, by=author, at=at, is_sample=True)
        sent = send_to_review(draft, by=author, at=at)
        publish_all([sent.pk], by=reviewer, at=at, is_checked_elsewhere=True)
        made.append(draft.question_id)
    return made


def _chart(*, by: User, at: datetime) -> Attached:
    picture = keep_picture(_drawn_chart(), by=by, at=at)
    return Attached("stem", picture.digest, _ALT, picture.width, picture.height)


def _drawn_chart() -> bytes:
    image = Image.new("RGB", (960, 560), "white")
    draw = ImageDraw.Draw(image)
    draw.line((60, 470, 920, 470), fill="#1b2430", width=4)
    for n, (name, minutes) in enumerate(_WAITING.items()):
        left, top = 130 + n * 270, 470 - minutes * 15
        draw.rectangle((left, top, left + 160, 468), fill="#1e3a66")
        _write(draw, name, at=(left + 80, 520))
        _write(draw, f"{minutes} phút", at=(left + 80, top - 16))
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _write(draw: ImageDraw.ImageDraw, text: str, *, at: tuple[int, int]) -> None:
    """Centre a line at this point of its base."""
    files = letters.fonts(34, weight=letters.BOLD)
    runs = list(letters.runs(text, weight=letters.BOLD))
    x = at[0] - sum(files[font].getlength(part) for font, part in runs) / 2
    for font, part in runs:
        draw.text((x, at[1]), part, font=files[font], fill="#1b2430", anchor="ls")
        x += files[font].getlength(part)
