"""Puts a sign and its base rate into sentences for organisers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import IntegrityCase, SignKind
from quizsite.language.moments import listed, number, span

_PLACES = {
    "device": gettext_lazy("có dùng chung một thiết bị"),
    "network": gettext_lazy("vào thi từ một mạng trong cùng mười phút"),
    "unit": gettext_lazy("cùng đơn vị, bắt đầu cách nhau không quá mười phút"),
}
_AMONG = {
    SignKind.ALIKE: gettext_lazy("cặp bài làm riêng của kỳ này"),
    SignKind.FAST: gettext_lazy("bài của kỳ này"),
    SignKind.DEVICE: gettext_lazy("thiết bị"),
    SignKind.IN_A_ROW: gettext_lazy("người đăng ký"),
}


def figures(case: IntegrityCase) -> list[str]:
    """What was seen, as sentences; a case stored by a newer version may hold more."""
    return _SAID[SignKind(case.kind)](case.evidence)


def base_rate(case: IntegrityCase) -> str:
    """How rare as strong a sign is in this round: "1 trong 2.000 bài của kỳ này"."""
    among, total = _AMONG[SignKind(case.kind)], case.base_total
    if not total:
        return _("chưa đủ số liệu để so")
    if not case.base_count:
        return _("không thấy lần nào trong %(total)s %(among)s") % {
            "total": number(total),
            "among": among,
        }
    each = max(round(total / case.base_count), 1)
    return _("1 trong %(each)s %(among)s") % {"each": number(each), "among": among}


def pair_figures(pair: dict[str, Any]) -> list[str]:
    said = [
        _(
            "%(common)s câu cả hai cùng trả lời; cả hai sai %(wrong)s câu, trong đó %(same)s câu "
            "sai giống nhau."
        )
        % {
            "common": number(pair["common"]),
            "wrong": number(pair["both_wrong"]),
            "same": number(pair["same_wrong"]),
        }
    ]
    if pair["timed"]:
        said.append(
            _(
                "%(near)s trong %(timed)s câu nằm ở chỗ khác nhau trên hai đề được trả lời giống "
                "nhau, cách nhau không quá 15 giây."
            )
            % {"near": number(pair["near"]), "timed": number(pair["timed"])}
        )
    return said


def _alike(seen: dict[str, Any]) -> list[str]:
    places = [str(_PLACES[one]) for one in seen["places"]]
    brought = _("Được so với nhau vì: %(places)s.") % {"places": listed(places)}
    return [_("Cặp giống nhau nhất:"), *pair_figures(seen), brought]


def _fast(seen: dict[str, Any]) -> list[str]:
    return [
        _(
            "Trả lời %(answered)s câu (đúng %(correct)s) trong %(span)s, đề dài %(letters)s ký tự: "
            "%(pace)s ký tự mỗi giây. Bài ở mức giữa của kỳ này: %(usual)s."
        )
        % {
            "answered": number(seen["answered"]),
            "correct": number(seen["correct"]),
            "span": span(seen["seconds"]),
            "letters": number(seen["letters"]),
            "pace": number(seen["pace"]),
            "usual": number(seen["usual"]),
        }
    ]


def _device(seen: dict[str, Any]) -> list[str]:
    said = [_("%(n)s người chỉ dùng thiết bị này.") % {"n": number(seen["people"])}]
    if seen["overlaps"]:
        said.append(
            _("%(n)s lần người sau bắt đầu khi người trước còn đang làm bài.")
            % {"n": number(seen["overlaps"])}
        )
    if seen["quick"]:
        said.append(
            _("%(n)s trong %(all)s bài nhanh gấp đôi mức thường trở lên.")
            % {"n": number(seen["quick"]), "all": number(seen["papers"])}
        )
    if seen["is_alike"]:
        said.append(_("Câu trả lời giống nhau hơn hẳn đồng nghiệp làm riêng."))
    return said


def _in_a_row(seen: dict[str, Any]) -> list[str]:
    return [
        _(
            "%(n)s tài khoản có địa chỉ chỉ khác nhau ở chữ số, đăng ký liền nhau trong %(span)s, "
            "từ một thiết bị hoặc một mạng."
        )
        % {"n": number(seen["people"]), "span": span(seen["seconds"])}
    ]


_SAID = {
    SignKind.ALIKE: _alike,
    SignKind.FAST: _fast,
    SignKind.DEVICE: _device,
    SignKind.IN_A_ROW: _in_a_row,
}
