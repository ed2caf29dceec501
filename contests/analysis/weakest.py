"""Says in sentences what people know least: what a report can ask to be explained next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from contests.analysis.intervals import Interval, wilson
from contests.analysis.words import decimal, percent, share
from contests.models import Division, RoundAnalysis
from questionbank.models import Axis
from quizsite.accounts.models import UnitKind
from quizsite.charts.rows import Row, RowChart, Share
from quizsite.language.moments import listed, number

# More than so many that are equally low are no advice.
NAMED = 2


class AxisShare(NamedTuple):
    name: str
    right: int
    of: int

    @property
    def part(self) -> float:
        return self.right / self.of

    @property
    def interval(self) -> Interval:
        return wilson(self.right, self.of)

    @property
    def in_words(self) -> str:
        low, high = self.interval
        between = f"{decimal(100 * low)}–{percent(high)}"
        return _("%(share)s (khoảng %(between)s)") % {
            "share": share(self.right, self.of),
            "between": between,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """People of one division, or of some kinds of unit in it, and their shares by axis."""

    number: int
    name: str
    short_name: str  # beside others of the same division
    is_whole: bool
    people: int
    axes: list[AxisShare]

    @property
    def weakest(self) -> list[AxisShare]:
        """The axis with the lowest share, and those that are as low as far as one can know."""
        ordered = sorted(self.axes, key=lambda one: one.part)
        return [one for one in ordered if one.interval.low <= ordered[0].interval.high]

    @property
    def sentence(self) -> str:
        """Ready to be copied into a report."""
        said: dict[str, Any] = {"group": self.name, "people": number(self.people)}
        low = self.weakest
        if len(low) == len(self.axes):
            return (
                _(
                    "%(group)s (%(people)s người): các nội dung được trả lời đúng ngang nhau, chưa "
                    "thấy nội dung nào yếu hẳn."
                )
                % said
            )
        named = low if len(low) <= NAMED else low[:1]
        right, of = sum(one.right for one in self.axes), sum(one.of for one in self.axes)
        said |= {
            "axes": listed([f"“{one.name}”: {one.in_words}" for one in named]),
            "all": share(right, of),
            "names": listed([one.name for one in named]),
            "others": len(low) - len(named),
        }
        if said["others"]:
            return (
                _(
                    "%(group)s (%(people)s người) yếu nhất ở %(axes)s; tính chung mọi nội dung là "
                    "%(all)s. Khoảng cách với %(others)d nội dung kế tiếp chưa rõ."
                )
                % said
            )
        return (
            _(
                "%(group)s (%(people)s người) yếu nhất ở %(axes)s; tính chung mọi nội dung là "
                "%(all)s. Nội dung cần tuyên truyền thêm: %(names)s."
            )
            % said
        )

    @property
    def chart(self) -> RowChart:
        return RowChart(
            name=f"nhom-{self.number}",
            title=self.name,
            said=self.sentence,
            heading=_("Nội dung"),
            series=[_("tỷ lệ trả lời đúng")],
            rows=[Row(one.name, (Share(one.right, one.of),)) for one in self.axes],
        )


@dataclass(frozen=True, slots=True)
class DivisionGroups:
    """A division with its kinds of unit, for one picture and one table."""

    whole: Group
    kinds: list[Group]

    @property
    def headings(self) -> list[str]:
        return [one.name for one in self.whole.axes]

    @property
    def rows(self) -> list[tuple[Group, list[str]]]:
        """Shares of each group in the order of the headings."""
        found = []
        for group in self.kinds:
            shares = {one.name: share(one.right, one.of) for one in group.axes}
            found.append((group, [shares.get(name, "–") for name in self.headings]))
        return found


def by_division(groups: list[Group]) -> list[DivisionGroups]:
    found: list[DivisionGroups] = []
    for one in groups:
        if one.is_whole:
            found.append(DivisionGroups(one, []))
        elif found:
            found[-1].kinds.append(one)
    return found


def groups_of(analysis: RoundAnalysis) -> list[Group]:
    """Each division, and after it its kinds of unit."""
    stored: list[dict[str, Any]] = analysis.summary["axes"]
    axes = Axis.objects.in_bulk({pk for one in stored for pk, _right, _of in one["axes"]})
    kinds = UnitKind.objects.in_bulk({pk for one in stored for pk in one["kinds"]})
    divisions = Division.objects.in_bulk({one["division"] for one in stored})
    return [
        Group(
            number,
            *_names(one, divisions, kinds),
            is_whole=not one["kinds"],
            people=one["people"],
            axes=[
                AxisShare(axes[pk].name, right, of)
                for pk, right, of in sorted(one["axes"], key=lambda row: _place(axes, row[0]))
                if pk in axes and of
            ],
        )
        for number, one in enumerate(stored, start=1)
    ]


def _place(axes: Mapping[int, Axis], pk: int) -> tuple[int, int]:
    return (axes[pk].position, pk) if pk in axes else (0, pk)


def _names(
    one: Mapping[str, Any], divisions: Mapping[int, Division], kinds: Mapping[int, UnitKind]
) -> tuple[str, str]:
    """A division that was deleted, or a kind, keeps its figures and loses its name."""
    division = divisions.get(one["division"])
    whole = division.name if division else "–"
    names = [kinds[pk].name for pk in one["kinds"] if pk in kinds]
    return (f"{whole}, {listed(names)}", listed(names)) if names else (whole, whole)
