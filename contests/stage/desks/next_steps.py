"""What the host may do next, the likeliest first: the desk shows buttons, a remote presses one.

A step is offered only if it may happen now; the programme decides the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from contests.stage.checks import refusal
from contests.stage.events import EventKind, read_payload
from contests.stage.plan import BY_TEAM
from contests.stage.programme import (
    BuzzMode,
    Package,
    Part,
    PartKind,
    Question,
    QuestionRules,
    Team,
)
from contests.stage.state import Phase, ShowState

COMMAND_KINDS = frozenset({"accept_buzz", "close_bell", "rule_answers"})


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    label: str
    payload: dict[str, Any] = field(default_factory=dict)
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "label": self.label,
            "payload": self.payload,
            "hint": self.hint,
        }


def next_steps(state: ShowState) -> list[Step]:
    """Offer what may follow; the first one is what "next" does."""
    return [one for one in _steps(state) if _may(state, one)]


def _may(state: ShowState, step: Step) -> bool:
    if step.kind in COMMAND_KINDS:
        return True
    kind = EventKind(step.kind)
    return refusal(state, kind, read_payload(kind, step.payload)) is None


def _steps(state: ShowState) -> Iterator[Step]:
    part = state.part
    if not state.is_started or state.phase is Phase.AGREED:
        return
    if state.phase is Phase.ENDED:
        yield Step("result_agreed", _("Thống nhất kết quả"))
        return
    yield from _clock(state)
    if part is not None:
        yield from _of_part(state, part)
    yield from _part_after(state, part)


def _clock(state: ShowState) -> Iterator[Step]:
    if not state.clock.is_set:
        return
    if state.clock.is_running:
        yield Step("clock_stopped", _("Hết phần trình bày, dừng giờ"))
        yield Step("clock_paused", _("Tạm dừng giờ"))
    else:
        yield Step("clock_resumed", _("Chạy tiếp giờ"))
        yield Step("clock_stopped", _("Dừng hẳn giờ"))


def _of_part(state: ShowState, part: Part) -> Iterator[Step]:
    if part.kind is PartKind.BREAK:
        if part.seconds:
            yield _start_clock(part.seconds)
        return
    if part.kind is PartKind.BELL:
        yield from _of_bell(state, part)
        return
    if state.shown is not None:
        yield from _of_question(state, part)
    if part.kind in BY_TEAM:
        yield from _of_turn(state, part)
    else:
        yield from _ask(state, part, _packages(state, part))


def _start_clock(seconds: int) -> Step:
    said = f"{seconds // 60}:{seconds % 60:02d}"
    return Step("clock_started", _("Tính giờ %(time)s") % {"time": said}, {"seconds": seconds})


def _of_turn(state: ShowState, part: Part) -> Iterator[Step]:
    team = state.programme.team(state.team or 0)
    if team is not None:
        had_clock = any((one.part, one.team) == (part.id, team.id) for one in state.clock_runs)
        if part.seconds and not had_clock and not state.clock.is_set:
            yield _start_clock(part.seconds)
        yield from _marks(state, part, team)
        yield from _packages_of_team(state, part, team)
    yield from _team_after(state, part)


def _marks(state: ShowState, part: Part, team: Team) -> Iterator[Step]:
    sheet = state.sheet(team.id, part.id)
    if part.is_marked and not sheet.is_shown and part.marks_shown != "end":
        payload = {"team": team.id, "part": part.id}
        yield Step("marks_shown", _("Công bố điểm của %(team)s") % {"team": team.name}, payload)


def _packages_of_team(state: ShowState, part: Part, team: Team) -> Iterator[Step]:
    taken = [pk for pk, one in state.packages_used.items() if one == team.id]
    own = [one for one in state.programme.packages if one.id in taken and one.part == part.id]
    if own:
        rules = part.rules
        if isinstance(rules, QuestionRules) and rules.has_star:
            label = _("%(team)s đặt ngôi sao hy vọng") % {"team": team.name}
            star = Step("star_set", label, {"team": team.id})
        else:
            star = None
        asked = list(_ask(state, part, own))
        yield from asked
        if star is not None and asked:
            yield star
        return
    for package in _packages(state, part):
        label = _("%(team)s chọn gói %(n)d") % {"team": team.name, "n": package.number}
        yield Step("package_taken", label, {"team": team.id, "package": package.id})


def _packages(state: ShowState, part: Part) -> list[Package]:
    of_part = [one for one in state.programme.packages if one.part == part.id]
    if part.kind in BY_TEAM:
        return [one for one in of_part if one.id not in state.packages_used]
    return of_part


def _ask(state: ShowState, part: Part, packages: list[Package]) -> Iterator[Step]:
    """Show the next question that this run has not used."""
    if state.shown is not None and not _is_done(state, part):
        return
    for package in packages:
        for question in package.questions:
            if question.id not in state.questions_used:
                yield _show(question)
                return


def _show(question: Question) -> Step:
    label = _("Đưa ra câu %(n)d") % {"n": question.number}
    return Step("question_shown", label, {"question": question.id}, question.stem[:120])


def _is_done(state: ShowState, part: Part) -> bool:
    shown = state.shown
    return shown is not None and (shown.is_revealed or (shown.is_ruled and not state.is_stealing))


def _of_question(state: ShowState, part: Part) -> Iterator[Step]:
    shown, buzz = state.shown, state.holder
    if shown is None:
        return
    if buzz is not None:
        yield Step("buzz_ruled", _("Trả lời đúng"), {"right": True})
        yield Step("buzz_ruled", _("Trả lời sai"), {"right": False})
        return
    question = state.programme.question(shown.question or 0)
    is_right = any(one.right for one in state.buzzes)
    if part.kind is PartKind.BUZZER or state.is_stealing:
        if not is_right:
            yield from _of_buzzer(state, part)
    elif part.kind in BY_TEAM:
        yield from _of_package(state, part)
    elif not shown.is_ruled:
        yield from _of_devices(state, part, question)
    if not shown.is_revealed:
        yield Step("key_revealed", _("Hiện đáp án"))


def _of_buzzer(state: ShowState, part: Part) -> Iterator[Step]:
    rules = part.rules
    if isinstance(rules, QuestionRules) and rules.mode is BuzzMode.AFTER_SIGNAL:
        yield Step("answers_opened", _("Hiệu lệnh: được bấm chuông"), {"mode": "buzz"})
    yield Step("accept_buzz", _("Mời đội bấm chuông sớm nhất"))
    for team in state.programme.teams:
        label = _("%(team)s giành quyền") % {"team": team.name}
        yield Step("buzz_accepted", label, {"team": team.id})


def _of_package(state: ShowState, part: Part) -> Iterator[Step]:
    shown = state.shown
    if shown is None or shown.owner is None:
        return
    if not shown.is_ruled:
        for right, label in ((True, _("Trả lời đúng")), (False, _("Trả lời sai"))):
            answer = {"team": shown.owner, "right": right}
            yield Step("answers_ruled", label, {"answers": [answer]})
    elif not _was_right(state, shown.owner):
        yield Step("steal_opened", _("Cho đội khác giành quyền"))


def _was_right(state: ShowState, team: int) -> bool:
    since = state.shown.sequence if state.shown else 0
    return any(one.team == team and one.sequence > since and one.points > 0 for one in state.gains)


def _of_devices(state: ShowState, part: Part, question: Question | None) -> Iterator[Step]:
    """Everybody answers on a device: teams in a fast round, the audience, seats of the floor."""
    if state.phase is Phase.QUESTION:
        mode = "choice" if question is not None and question.options else "text"
        yield Step("answers_opened", _("Mở nhận câu trả lời"), {"mode": mode})
    yield Step("answers_closed", _("Đóng nhận câu trả lời"))
    if part.kind is PartKind.SPEED and state.answers_mode is None:
        yield Step("rule_answers", _("Chấm câu trả lời trên máy"))


def _of_bell(state: ShowState, part: Part) -> Iterator[Step]:
    bell, shown = state.bell, state.shown
    if bell is None or bell.is_over:
        return
    if bell.rescue_due is not None:
        seats = sorted(bell.rescuable(bell.rescue_due))
        payload = {"seats": seats, "trigger": str(bell.rescue_due)}
        if seats:
            yield Step(
                "seats_rescued", _("Cứu trợ: mời %(n)d người trở lại") % {"n": len(seats)}, payload
            )
    if shown is not None and not _is_closed(state):
        question = state.programme.question(shown.question or 0)
        yield from _of_devices(state, part, question)
        if question is not None and state.answers_mode is None and state.phase is Phase.CLOSED:
            yield Step("close_bell", _("Chấm theo máy, loại người sai"))
        return
    if shown is not None and not shown.is_revealed:
        yield Step("key_revealed", _("Hiện đáp án"))
    for package in _packages(state, part):
        for question in package.questions:
            if question.id not in state.questions_used:
                yield _show(question)
                return


def _is_closed(state: ShowState) -> bool:
    """Has the bell's question on the screens been judged?"""
    return state.shown is not None and state.shown.is_ruled


def _team_after(state: ShowState, part: Part) -> Iterator[Step]:
    had = {turn.team for turn in state.turns if turn.part == part.id}
    for team in state.programme.teams:
        if team.id not in had:
            yield Step(
                "team_called", _("Mời %(team)s lên") % {"team": team.name}, {"team": team.id}
            )
            return


def _part_after(state: ShowState, part: Part | None) -> Iterator[Step]:
    parts = state.programme.parts
    after = parts[parts.index(part) + 1 :] if part in parts and part else parts
    if after:
        label = _("Mở phần thi “%(part)s”") % {"part": after[0].title}
        yield Step("part_opened", label, {"part": after[0].id})
    else:
        yield Step("run_ended", _("Kết thúc phần thi cuối"))
