"""Tie chains that organisers choose from, and what must hold in one."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from contests.models import CONDITIONS, JURY_CRITERIA, TieCriterion

# Provinces and party committees use these orders in the regulations of their contests.
PRESETS: dict[str, tuple[str, ...]] = {
    "t2": ("correct", "prediction", "time_used", "submitted_earlier", "lots"),
    "t1": ("perfect", "prediction", "submitted_earlier"),
    "t3": ("correct", "time_used", "fewer_attempts", "registered_earlier"),
}
NO_EXACT_WORDS = _(
    "Câu trả lời bằng lời được chấm điểm nên không có “dự đoán đúng chính xác”. Hãy bỏ điều kiện "
    "này, hoặc hỏi một con số."
)
# Offered rank by rank: no conditions, which have boxes of their own, and not their older form.
RANKED = [
    one
    for one in TieCriterion
    if one not in {*CONDITIONS, *JURY_CRITERIA, TieCriterion.ALL_CORRECT}
]


def as_condition(chain: Iterable[str]) -> list[str]:
    """Write "all correct" as the condition that people mean by it. Published rounds keep theirs."""
    meant = [
        TieCriterion.PERFECT.value if name == TieCriterion.ALL_CORRECT else name for name in chain
    ]
    return with_conditions(meant, ())


def with_conditions(chain: Iterable[str], conditions: Iterable[str]) -> list[str]:
    """Put the conditions first, each once, and leave the rest in its order."""
    asked = list(chain)
    wanted = {*conditions, *asked}
    first = [one.value for one in CONDITIONS if one in wanted]
    return first + [name for name in asked if name not in CONDITIONS]


def with_points(chain: Iterable[str]) -> list[str]:
    """Rank by points where right answers were counted, or else right after the conditions."""
    asked = list(chain)
    if TieCriterion.POINTS in asked:
        return asked
    if TieCriterion.CORRECT in asked:
        return [TieCriterion.POINTS.value if n == TieCriterion.CORRECT else n for n in asked]
    first = sum(name in CONDITIONS for name in asked)
    return [*asked[:first], TieCriterion.POINTS.value, *asked[first:]]


def without_points(chain: Sequence[str]) -> list[str]:
    """Find the known order that `with_points` made this chain of; any other stays as it is."""
    counted = [TieCriterion.CORRECT.value if n == TieCriterion.POINTS else n for n in chain]
    left_out = [name for name in chain if name != TieCriterion.POINTS]
    known = (one for one in (counted, left_out) if preset_of(one) and with_points(one) == [*chain])
    return next(known, list(chain))


def preset_of(chain: Sequence[str]) -> str | None:
    """Find the known order of a chain; further conditions may stand before it."""
    for name, preset in PRESETS.items():
        more = [one for one in chain if one in CONDITIONS]
        if with_conditions(preset, more) == list(chain):
            return name
    return None
