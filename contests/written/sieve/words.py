"""Findings of the machine in words for organisers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizsite.files.words import found_in_words, place_in_words

_IDENTITY: dict[str, Promise] = {
    "name": _("tên tác giả"),
    "unit": _("tên đơn vị của tác giả"),
    "address": _("địa chỉ thư điện tử"),
    "phone": _("số điện thoại"),
    "citizen_number": _("dãy 12 số như số căn cước"),
    "signature": _("dòng ghi người viết hoặc đơn vị"),
}
_FORM: dict[str, Promise] = {
    "heading_empty": _("Mục “%(place)s” bắt buộc mà chưa viết."),
    "heading_few_words": _("Mục “%(place)s” chỉ có %(value)s chữ, ít hơn quy định."),
    "heading_many_words": _("Mục “%(place)s” có %(value)s chữ, nhiều hơn quy định."),
    "few_words": _("Bài chỉ có %(value)s chữ, ít hơn quy định."),
    "many_words": _("Bài có %(value)s chữ, nhiều hơn quy định."),
    "few_pages": _("Các tệp chỉ có %(value)s trang, ít hơn quy định."),
    "many_pages": _("Các tệp có %(value)s trang, nhiều hơn quy định."),
    "few_files": _("Chỉ có %(value)s tệp, ít hơn quy định."),
    "many_files": _("Có %(value)s tệp, nhiều hơn quy định."),
    "file_of_another_kind": _("Tệp “%(place)s” thuộc loại không nhận (%(value)s)."),
    "file_not_read": _("Máy chưa đọc được tệp “%(place)s”. Hãy mở tệp để xem."),
    "tools_not_stated": _("Chưa khai việc dùng công cụ AI."),
}


@dataclass(frozen=True, slots=True)
class Told:
    said: str
    is_settled: bool


def told(finding: Mapping[str, Any]) -> Told:
    return Told(_said(finding), is_settled=bool(finding["is_settled"]))


def _said(finding: Mapping[str, Any]) -> str:
    code, file, value = finding["code"], finding["file"], finding["value"]
    if code in _FORM:
        return str(_FORM[code]) % {"place": finding["place"], "value": value}
    if code in _IDENTITY:
        where = place_in_words(finding["place"])
        said = f"{where}: {_IDENTITY[code]} “{value}”"
        said = said[:1].upper() + said[1:]
    else:
        said = found_in_words(code, finding["place"], value)
    return f"{file} – {said}" if file else said
