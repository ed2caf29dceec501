"""How question heads, options, keys, explanations, headings and noise are written. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LETTERS = "ABCDEFGH"
_LIKE_LATIN = str.maketrans("АВСЕНавсе", "ABCEHabce")  # Cyrillic letters that look the same
_BULLET = r"[•●▪■◦·*\-–—+\s\u00a0]*"
_NUMBER = r"\d{1,4}"

NAMED_HEAD = re.compile(
    rf"^{_BULLET}(?:câu(?:\s*hỏi)?(?:\s*số)?|question|bài(?=\s*\d+\s*[.:)]))\s*"
    rf"(?P<number>{_NUMBER}\s?[a-z]?(?:\s?/\s?\d+[a-z]?)?)(?!\w)"
    r"(?:\s*[(\[][^)\]]{1,30}[)\]])?\s*(?P<punct>[.:)/\-–]*)\s*",
    re.IGNORECASE,
)
BARE_HEAD = re.compile(rf"^{_BULLET}(?:câu hỏi|question|câu)\s*(?P<punct>:)\s*", re.IGNORECASE)
NUMBER_HEAD = re.compile(
    rf"^{_BULLET}(?P<number>\d{{1,3}})\s*(?P<punct>[.:)]|/(?!\s*[A-ZĐ]{{2}})|\.\)"
    rf"|\s*-(?=\s))(?!\d|\s*[,;.)])\s*"
)
_TICK = r"[*✓✔☑☒√●◉⦿]|\[[xX]\]|\([xX]\)|[xX](?=\s)"
OPTION = re.compile(
    rf"^(?P<lead>[•●▪\s\u00a0\-–+□☐○◯*]*)(?P<tick>(?:{_TICK})?)\s*(?P<open>[(\[]?)(?P<letter>[A-Ha-h])"
    rf"(?P<late>\*?)\s*(?P<punct>[.)\]:]+(?!\w[.)])"
    rf"|[-–/](?=\s))\s*(?P<tick_after>(?:\*(?=\s*\w))?)\s*"
)
# "b Cải cách": the dot is missing.
BARE_OPTION = re.compile(r"^(?P<letter>[A-Ha-h])\s+(?=[A-ZÀ-Ỹ0-9Đ])")
DASH_OPTION = re.compile(
    rf"^(?:(?P<tick>{_TICK}|\*)\s*)?(?P<dash>[\-–—•●▪◦+□☐○◯⚪])\s+(?:(?P<tick_after>{_TICK})\s*)?"
    rf"|^(?P<only>[✓✔☑☒√]|\[[xX ]\]|\([xX ]\))\s*"
)
_ONE = r"[A-HА-НａＡ-Ｈ]"
_MANY = rf"{_ONE}(?:\s*(?:,|;|&|\+|/|\bvà\b|\band\b)?\s*{_ONE}(?!\w))*"
_KEY_WORD = (
    r"(?:đáp\s*án(?:\s*(?:đúng|chính xác))?|đ\s*/\s*a|đa|trả\s*lời(?:\s*đúng)?"
    r"|câu trả lời(?:\s*đúng)?"
    r"|phương án(?:\s*trả lời)?\s*(?:đúng|chọn)|chọn(?:\s*(?:đáp án|phương án|câu))?|answer|ans"
    r"|correct(?:\s*answer)?"
    r"|key|kết quả|lựa chọn đúng|=+>|→)"
)
KEY = re.compile(
    rf"^[\s(*\[•\-–=>→⇒]*{_KEY_WORD}\s*(?:là"
    rf"|is)?\s*[:.\-–=]*\s*[(\[]?(?P<letters>{_MANY})(?!\w)[)\].]*",
    re.IGNORECASE,
)
KEY_IN_WORDS = re.compile(
    r"^[\s(*\[•\-–]*(?:đáp\s*án(?:\s*(?:đúng|chính xác))?|đáp\s*số|trả lời(?:\s*ngắn)?|answer"
    r"|phương án đúng"
    r"|đ\s*/\s*a)\s*(?:là)?\s*"
    r"[:=]\s*(?P<words>\S.*)$",
    re.IGNORECASE,
)
LATE_KEY = re.compile(
    rf"(?:^|(?<=\s)|(?<=[.;?!]))[(\[]?(?:đáp\s*án|đ\s*/\s*a|ĐA)(?:\s*đúng)?\s*(?:là\s*)?(?::|\."
    rf"|-|–|\s)\s*"
    rf"(?P<letters>{_MANY})(?!\w)\s*[)\].]*",
    re.IGNORECASE,
)
# "(đáp án đúng – căn cứ …)" at the end of the option that is right.
RIGHT_HERE = re.compile(
    r"\s*(?:[(\[]\s*(?:đây là\s*)?(?:đáp\s*án(?:\s*đúng)?|phương án đúng|đúng|đ|correct|right)\s*"
    r"(?P<why>[–\-:,;.][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)?[)\]]"
    r"|(?:=+>|<=+|-+>|<-+)\s*(?:đáp án\s*)?đúng|←\s*(?:đáp án\s*)?đúng"
    r"|\s[✓✔√☑]|\s\*{1,3}|\s\([xX]\)"
    r"|\s\[[xX]\])\s*[.;]?\s*$",
    re.IGNORECASE,
)
EXPLANATION = re.compile(
    r"^[\s(*\[•\-–]*(?:giải\s*thích(?:\s*(?:đáp án|thêm))?|lời giải(?:\s*thích)?"
    r"|hướng dẫn(?:\s*(?:giải|trả lời))?"
    r"|căn cứ(?:\s*(?:pháp lý|trả lời))?|cơ sở(?:\s*pháp lý)?|dẫn chứng|chú thích|ghi chú|nguồn"
    r"|trích(?:\s*dẫn)?"
    r"|explanation|feedback|lý do)\s*(?:[:.\-–]\s*|$)",
    re.IGNORECASE,
)
LATE_EXPLANATION = re.compile(
    r"(?:(?<=\s)|(?<=[.;)]))(?:giải\s*thích|lời giải|căn cứ pháp lý|cơ sở pháp lý|căn cứ)\s*:\s*",
    re.IGNORECASE,
)
# How an explanation begins that does not say that it is one.
EXPLAINS = re.compile(
    r"^[\s(\[]*(?:căn cứ|theo|vì|do|tại|khoản \d|điều \d|điểm [a-zđ]|quy định tại|trích|xem"
    r"|nghị định|nghị quyết"
    r"|luật|quyết định|thông tư|tham khảo)\b",
    re.IGNORECASE,
)
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
SECTION = re.compile(
    rf"^{_BULLET}(?:(?:phần|trục|chương|chuyên đề|chủ đề|lĩnh vực|mục|nhóm|nội dung|module"
    rf"|section|part|bài)\s*"
    rf"(?:thứ\s+\w+|số\s*\d+|\d{{1,2}}|{_ROMAN}|[A-H])(?!\w)"
    rf"|{_ROMAN}(?:\.\d{{1,2}})*\s*[.):\-–](?!\w)(?=\s*\S))",
    re.IGNORECASE,
)
# "PHẦN II. Câu trắc nghiệm đúng sai. Trong mỗi ý a), b), c), d) …": long, and no options in it.
PART = re.compile(rf"^{_BULLET}PHẦN\s+(?:\d{{1,2}}|{_ROMAN}|[A-H])(?!\w)")
LONGEST_PART = 400
_ROMAN_START = re.compile(rf"^{_BULLET}{_ROMAN}(?:\.\d{{1,2}})*\s*[.):\-–]\s*\S")
ANSWER_HEADING = re.compile(
    r"^[\s\-–*•IVX.]*(?:bảng\s*)?(?:đáp\s*án|answers?(?:\s*key)?|key)\s*"
    r"(?:(?:của|cho|bộ|các|phần|trắc|câu|tham|đề)\b.{0,60})?[:.\s]*$",
    re.IGNORECASE,
)
_PAIR = (
    rf"(?:câu\s*(?:hỏi\s*)?)?(?P<number>{_NUMBER})\s*[.\-–:)/=|→]*\s*"
    rf"(?P<letters>{_ONE}(?:\s?[,&+]\s?{_ONE})*)(?!\w)"
)
ANSWER_PAIR = re.compile(_PAIR, re.IGNORECASE)
ANSWER_LINE = re.compile(
    rf"^\W*(?:{_PAIR.replace('?P<number>', '?:').replace('?P<letters>', '?:')}[\s,;.|]*)+$",
    re.IGNORECASE,
)
_MONTHS = "january february march april may june july august september october november december"
NOISE = re.compile(
    r"^[^\w\-–—•+]*(?:\d{1,2}\s*[/\-]\s*\d{1,2}\s*[/\-]\s*\d{2,4}(?:[\s,]+\d{1,2}:\d{2}.*)?"
    rf"|\d{{1,2}}\s+(?:{_MONTHS.replace(' ', '|')})\s+\d{{4}}"
    rf"|(?:{_MONTHS.replace(' ', '|')})\s+\d{{1,2}},?\s+\d{{4}}"
    r"|(?:trang|page)\s*(?:số\s*)?\d+(?:\s*(?:/|of|trên|-)\s*\d+)?|you are on page.*"
    r"|\d{1,4}(?:\s*/\s*\d{1,4})?"
    r"|[\-–—]\s*\d{1,4}\s*[\-–—]|in bài(?: viết)?|trả lời|các phương án(?: trả lời)?"
    r"|in trang|chia sẻ|lượt xem\W*[\d.,]*"
    r"|[\d.,]+ lượt xem|views?\W*[\d.,]*"
    r"|(?:https?://|www\.)\S+|\S+\.(?:com|vn|net|org|gov\.vn|edu\.vn)(?:/\S*)?|scanned (?:by"
    r"|with).*|downloaded from.*"
    r"|quảng cáo|đang tải.*|[_=\-–—.*~]{3,})[^\w%]*$|^\s*//",
    re.IGNORECASE,
)
# Lone dates and numbers: a page's, or options of each other.
VALUE = re.compile(r"^[\d\s/.,:\-–%]+$")
CONTENTS_LINE = re.compile(r"(?:\.{4,}|…{2,}|\t+\s*)\s*\d{1,4}\s*$")


@dataclass(frozen=True, slots=True)
class OptionLabel:
    letter: str
    style: str  # "A." and "a)" are two styles
    end: int
    ticked: bool


def option_label(text: str) -> OptionLabel | None:
    found = OPTION.match(text)
    if found is None or (found["open"] and found["punct"][:1] not in (")", "]", ".")):
        return None
    letter = found["letter"]
    ticked = bool(found["tick"] or "*" in found["lead"] or found["late"] or found["tick_after"])
    style = ("A" if letter.isupper() else "a") + found["punct"][:1]
    return OptionLabel(letter.upper(), style, found.end(), ticked)


def letters_of(said: str) -> list[int]:
    """Indexes of the letters that a key names: "A, C", "a và c", "Ａ", Cyrillic "А"."""
    plain = unicodedata.normalize("NFKC", said).translate(_LIKE_LATIN).upper()
    plain = re.sub(r"\b(?:VÀ|AND)\b", " ", plain)
    return sorted({LETTERS.index(letter) for letter in plain if letter in LETTERS})


def is_key_letters(said: str) -> bool:
    """Nothing but letters of options and what stands between them: "B)", "A, C"."""
    plain = unicodedata.normalize("NFKC", said).translate(_LIKE_LATIN).strip().upper()
    return bool(
        re.fullmatch(r"[(\[]?[A-H](?:(?:\s*[,;&+/.]\s*|\s+VÀ\s+|\s+)?[A-H])*\s*[.)\]]*", plain)
    )


def is_section(text: str, *, after_blank: bool) -> bool:
    if PART.match(text) and len(text) < LONGEST_PART:
        return True
    if not SECTION.match(text) or len(text) > 200 or text.rstrip().endswith("?"):
        return False
    if _ROMAN_START.match(text):
        return True
    return after_blank or text.isupper() or len(text) < 120


def is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(map(str.isupper, letters)) > 0.8 * len(letters)
