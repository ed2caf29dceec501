"""What a show was planned to be: parts, teams, packages and rules. Pure: rows come elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

ZERO = Decimal(0)
_Kind = TypeVar("_Kind", bound=StrEnum)


class PartKind(StrEnum):
    """Equals `StagePartKind` of the models; a test compares."""

    GREETING = "greeting"
    KNOWLEDGE = "knowledge"
    SITUATION = "situation"
    SKIT = "skit"
    ORATORY = "oratory"
    BUZZER = "buzzer"
    SPEED = "speed"
    BELL = "bell"
    AUDIENCE = "audience"
    BREAK = "break"


class BuzzMode(StrEnum):
    ANY_TIME = "any_time"
    AFTER_SIGNAL = "after_signal"


class FloorOf(StrEnum):
    """What a wrong answer cannot bring below the floor: points of the part, or the team's total."""

    PART = "part"
    TOTAL = "total"


class RescueTrigger(StrEnum):
    """When those who fell may come back to the floor (cứu trợ)."""

    AFTER_QUESTION = "after_question"
    EMPTY = "empty"
    SHARE_LEFT = "share_left"
    ALL_SINCE = "all_since"


class BadRules(ValueError):
    """Rules of a part that cannot be read; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Overtime:
    """From `after_s` over the limit the team loses `points`, again after every further `every_s`.

    With 0 any overtime counts. Of several rows the last one reached counts alone."""

    after_s: int
    points: Decimal
    every_s: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """Points of answers that are right or wrong, whoever gives them, and what a steal costs."""

    right: Decimal = Decimal(10)
    wrong: Decimal = ZERO
    floor: Decimal | None = ZERO
    floor_of: FloorOf = FloorOf.PART
    mode: BuzzMode = BuzzMode.ANY_TIME
    answer_s: int = 5
    steal_s: int = 5
    steal_answer_s: int = 3
    steal_wrong_share: Decimal = Decimal("0.5")
    has_star: bool = False
    words_after_time_count: bool = True


@dataclass(frozen=True, slots=True)
class SpeedRules:
    """The fastest right answer gets the first number; equal times share the higher one."""

    points: tuple[Decimal, ...] = (Decimal(40), Decimal(30), Decimal(20), Decimal(10))
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class BellRules:
    seats: int = 100
    seconds: int = 10
    rescues: tuple[RescueTrigger, ...] = ()
    rescue_after: int = 10
    rescue_share: Decimal = Decimal("0.2")
    rescue_since: int = 10
    most_rescues: int = 1
    all_wrong_stays: bool = False
    golden_from: int | None = None
    golden_standing: int | None = None
    most_questions: int | None = None


Rules = QuestionRules | SpeedRules | BellRules


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    package: int
    part: int
    number: int
    stem: str
    options: tuple[str, ...] = ()
    right_option: int | None = None
    answer: str = ""
    points: Decimal | None = None
    seconds: int | None = None

    @property
    def key(self) -> str:
        """The right answer in words, for everybody once it is revealed."""
        if self.right_option is not None and self.right_option < len(self.options):
            return self.options[self.right_option]
        return self.answer


@dataclass(frozen=True, slots=True)
class Package:
    id: int
    part: int
    number: int
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    id: int
    position: int
    kind: PartKind
    title: str
    seconds: int | None = None
    maximum: Decimal | None = None
    step: Decimal = Decimal("0.25")
    overtime: tuple[Overtime, ...] = ()
    who: str = ""
    aggregate: str = "none"
    marks_shown: str = "at_once"
    rules: Rules = QuestionRules()
    slot_s: int | None = None  # planned for each turn, going on and off the stage included

    @property
    def is_marked(self) -> bool:
        return self.aggregate != "none"


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    name: str
    number: int | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Juror:
    """A juror's seat; the number stands for the name on every screen."""

    seat: int
    number: int
    is_chair: bool = False


@dataclass(frozen=True)
class Programme:
    title: str
    parts: tuple[Part, ...]
    teams: tuple[Team, ...]
    packages: tuple[Package, ...] = ()
    jurors: tuple[Juror, ...] = ()
    tie_chain: tuple[str, ...] = ("skit", "knowledge", "buzzer", "lots")
    scores_shown: str = "each_part"

    def part(self, pk: int) -> Part | None:
        return next((one for one in self.parts if one.id == pk), None)

    def team(self, pk: int) -> Team | None:
        return next((one for one in self.teams if one.id == pk), None)

    def package(self, pk: int) -> Package | None:
        return next((one for one in self.packages if one.id == pk), None)

    def question(self, pk: int) -> Question | None:
        found = (one for package in self.packages for one in package.questions if one.id == pk)
        return next(found, None)


def overtime_points(table: Sequence[Overtime], over_ms: int) -> Decimal:
    """What a team loses that went on for so long after its time (zero or less)."""
    reached = [one for one in table if _is_reached(one, over_ms)]
    if not reached:
        return ZERO
    row = max(reached, key=lambda one: one.after_s)
    if row.every_s is None:
        return row.points
    return row.points * (1 + (over_ms - row.after_s * 1000) // (row.every_s * 1000))


def _is_reached(row: Overtime, over_ms: int) -> bool:
    return over_ms > 0 if row.after_s == 0 else over_ms >= row.after_s * 1000


def rules_of(kind: str, raw: Mapping[str, Any]) -> Rules:
    """Read the stored rules of a part; what is not there has its usual value."""
    if kind == PartKind.SPEED:
        points = raw.get("points", ())
        if not isinstance(points, list | tuple):
            raise BadRules("points")
        numbers = tuple(_number(one, "points") for one in points)
        usual = SpeedRules()
        return SpeedRules(numbers or usual.points, _whole(raw, "seconds", usual.seconds))
    if kind == PartKind.BELL:
        return _bell_rules(raw)
    return _question_rules(raw)


def _question_rules(raw: Mapping[str, Any]) -> QuestionRules:
    usual = QuestionRules()
    floor = raw.get("floor", usual.floor)
    return QuestionRules(
        right=_number(raw.get("right", usual.right), "right"),
        wrong=_number(raw.get("wrong", usual.wrong), "wrong"),
        floor=None if floor is None else _number(floor, "floor"),
        floor_of=_one_of(FloorOf, raw.get("floor_of", usual.floor_of), "floor_of"),
        mode=_one_of(BuzzMode, raw.get("mode", usual.mode), "mode"),
        answer_s=_whole(raw, "answer_s", usual.answer_s),
        steal_s=_whole(raw, "steal_s", usual.steal_s),
        steal_answer_s=_whole(raw, "steal_answer_s", usual.steal_answer_s),
        steal_wrong_share=_number(
            raw.get("steal_wrong_share", usual.steal_wrong_share), "steal_wrong_share"
        ),
        has_star=raw.get("has_star", usual.has_star) is True,
        words_after_time_count=raw.get("words_after_time_count", True) is not False,
    )


def _bell_rules(raw: Mapping[str, Any]) -> BellRules:
    usual = BellRules()
    rescues = raw.get("rescues", ())
    if not isinstance(rescues, list | tuple):
        raise BadRules("rescues")
    return BellRules(
        seats=_whole(raw, "seats", usual.seats),
        seconds=_whole(raw, "seconds", usual.seconds),
        rescues=tuple(_one_of(RescueTrigger, one, "rescues") for one in rescues),
        rescue_after=_whole(raw, "rescue_after", usual.rescue_after),
        rescue_share=_number(raw.get("rescue_share", usual.rescue_share), "rescue_share"),
        rescue_since=_whole(raw, "rescue_since", usual.rescue_since),
        most_rescues=_whole(raw, "most_rescues", usual.most_rescues),
        all_wrong_stays=raw.get("all_wrong_stays", usual.all_wrong_stays) is True,
        golden_from=_whole_or_none(raw, "golden_from"),
        golden_standing=_whole_or_none(raw, "golden_standing"),
        most_questions=_whole_or_none(raw, "most_questions"),
    )


def overtime_of(raw: Any) -> tuple[Overtime, ...]:
    """Read a stored overtime table of [after_s, points, every_s] rows."""
    if not isinstance(raw, list | tuple):
        raise BadRules("overtime")
    return tuple(_overtime_row(row) for row in raw)


def _overtime_row(row: Any) -> Overtime:
    if not isinstance(row, list | tuple) or len(row) != 3:
        raise BadRules("overtime")
    after_s, points, every_s = row
    if type(after_s) is not int or not 0 <= after_s <= 36_000:
        raise BadRules("overtime")
    if every_s is not None and (type(every_s) is not int or not 0 < every_s <= 36_000):
        raise BadRules("overtime")
    lost = _number(points, "overtime")
    if lost > 0:
        raise BadRules("overtime")
    return Overtime(after_s, lost, every_s)


def slot_of(raw: Mapping[str, Any]) -> int | None:
    return _whole_or_none(raw, "slot_s")


def _number(raw: Any, field: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise BadRules(field)
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise BadRules(field) from None
    if not number.is_finite() or abs(number) > 99_999:
        raise BadRules(field)
    return number


def _whole(raw: Mapping[str, Any], field: str, usual: int) -> int:
    number = raw.get(field, usual)
    if type(number) is not int or not 0 <= number <= 36_000:
        raise BadRules(field)
    return number


def _whole_or_none(raw: Mapping[str, Any], field: str) -> int | None:
    return None if raw.get(field) is None else _whole(raw, field, 0)


def _one_of(kind: type[_Kind], raw: Any, field: str) -> _Kind:
    try:
        return kind(raw)
    except ValueError:
        raise BadRules(field) from None
