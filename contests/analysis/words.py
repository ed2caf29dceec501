"""Puts figures of the analysis into Vietnamese words, for pages, files and reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.analysis.flags import FlagKind
from quizsite.language.moments import moment, number

Figures = Mapping[str, Any]

FLAG_NAMES: Mapping[FlagKind, str | Promise] = {
    FlagKind.BROKEN: gettext_lazy("trông như hỏng"),
    FlagKind.LEAKED: gettext_lazy("có thể đã lộ"),
    FlagKind.NEGATIVE: gettext_lazy("người giỏi lại sai nhiều hơn"),
    FlagKind.NOBODY: gettext_lazy("không ai đúng"),
    FlagKind.EVERYBODY: gettext_lazy("ai cũng đúng"),
    FlagKind.UNUSED: gettext_lazy("có phương án không ai chọn"),
    FlagKind.OFTEN: gettext_lazy("đã hỏi nhiều lần"),
}
# What may be said while the key is withheld: neither tells the key nor how hard a question is.
SAID_EARLY = frozenset({FlagKind.BROKEN, FlagKind.LEAKED})


def decimal(value: float, places: int = 1) -> str:
    """Django's own cuts off; adding nothing takes the sign from −0."""
    return number_format(round(value, places) + 0.0, places)


def percent(part: float) -> str:
    """54,2 %; nothing and everything only where they were reached, as elsewhere."""
    shown = 100 * part
    if 0 < part < 1:
        shown = min(max(shown, 0.1), 99.9)
    return f"{decimal(shown)} %"


def share(right: int, of: int) -> str:
    return percent(right / of) if of else "–"


def interval(figures: Figures) -> str:
    return f"{decimal(100 * figures['low'])}–{percent(figures['high'])}"


def correlation(value: float) -> str:
    return decimal(value, 2)


def moment_of(seconds: int) -> str:
    return moment(datetime.fromtimestamp(seconds, UTC))


def flag_sentence(flag: Mapping[str, Any]) -> str:
    return _SENTENCES[FlagKind(flag["kind"])](flag)


def _broken(flag: Mapping[str, Any]) -> str:
    return _(
        "Trong nhóm điểm cao, %(chosen)s người chọn cùng một câu trả lời bị tính là sai, %(key)s "
        "người trả lời đúng (trong %(of)s người). Đáp án có thể sai, hoặc câu có thể gây hiểu lầm."
    ) % {name: number(flag[name]) for name in ("chosen", "key", "of")}


def _leaked(flag: Mapping[str, Any]) -> str:
    return _(
        "Từ %(from)s câu này dễ hẳn lên: tỷ lệ đúng từ %(before)s (%(n)s người) lên %(after)s "
        "(%(m)s người). So những người cùng số câu đúng, mức tăng là %(rise)s điểm phần trăm."
    ) % {
        "from": moment_of(flag["from_s"]),
        "before": share(*flag["before"]),
        "n": number(flag["before"][1]),
        "after": share(*flag["after"]),
        "m": number(flag["after"][1]),
        "rise": decimal(100 * flag["rise"]),
    }


def _negative(flag: Mapping[str, Any]) -> str:
    return _("Độ phân biệt âm (%(r)s): người làm tốt các câu khác lại sai câu này nhiều hơn.") % {
        "r": correlation(flag["r"])
    }


def _nobody(flag: Mapping[str, Any]) -> str:
    return _("Không ai trong %(of)s người trả lời đúng.") % {"of": number(flag["of"])}


def _everybody(flag: Mapping[str, Any]) -> str:
    return _("Cả %(of)s người đều trả lời đúng: câu này không phân biệt được ai.") % {
        "of": number(flag["of"])
    }


def _unused(flag: Mapping[str, Any]) -> str:
    letters = ", ".join("ABCDEFGH"[n] for n in flag["options"])
    return _("Không ai trong %(of)s người chọn phương án %(letters)s.") % {
        "of": number(flag["of"]),
        "letters": letters,
    }


def _often(flag: Mapping[str, Any]) -> str:
    return _("%(rounds)s kỳ thi trước đã hỏi câu này, trong %(papers)s bài.") % {
        "rounds": number(flag["rounds"]),
        "papers": number(flag["papers"]),
    }


_SENTENCES: Mapping[FlagKind, Callable[[Mapping[str, Any]], str]] = {
    FlagKind.BROKEN: _broken,
    FlagKind.LEAKED: _leaked,
    FlagKind.NEGATIVE: _negative,
    FlagKind.NOBODY: _nobody,
    FlagKind.EVERYBODY: _everybody,
    FlagKind.UNUSED: _unused,
    FlagKind.OFTEN: _often,
}
