"""Made-up papers of a round, honest and not, to see whom the signs of cheating would name.

Honest offices do here all that looks alike: one network, one hour, one trainer who taught some
answers wrong, one computer for many, one secretary who registers everybody."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from contests.integrity.papers import Given, Marks, Papers, Registered

QUESTIONS, OPTIONS = 160, 4
DAY_S = 86_400
RIGHT = 0  # the bank's first option; which one is no matter
_KNOWN_TO_ALL = (0.4, 0.95)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: how many know it, and how those who do not spread over the wrong options."""

    letters: int
    known: float
    wrong: tuple[float, ...]


@dataclass(slots=True)
class Taught:
    """What one office's trainer taught: question → option, which may be a wrong one."""

    option: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Round:
    """What is made: papers with marks, and who is guilty of what."""

    papers: Papers = field(default_factory=Papers)
    marks: Marks = field(default_factory=Marks)
    registered: list[Registered] = field(default_factory=list)
    guilty: dict[int, str] = field(default_factory=dict)  # paper → how

    def devices_of(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for digest, group in self.marks.device.items():
            for paper in group:
                found.setdefault(paper, set()).add(digest)
        return found


@dataclass(slots=True)
class Person:
    unit: int
    start_s: int
    pace: float  # seconds for a question of middling length
    skill: float
    address: tuple[str, str]
    registered_s: int
    devices: tuple[int, ...]
    network: int
    is_offline: bool = False


class RoundMaker:
    """Draws a whole round from one seed; the same seed makes the same."""

    def __init__(self, seed: int, *, questions: int = QUESTIONS, asked: int = 20) -> None:
        self.rng = random.Random(seed)  # noqa: S311 -- reproducible, and of nobody
        self.made = Round()
        self.asked = asked
        self.questions = [self._question() for _ in range(questions)]
        self.made.papers.letters = {n: one.letters for n, one in enumerate(self.questions)}
        self._unit = self._device = self._network = self._mailbox = 0
        self._on_device: dict[int, list[int]] = {}
        self._on_network: dict[int, list[int]] = {}

    def finish(self) -> Round:
        """Marks that nobody shares tell nothing; they are only counted."""
        made, marks = self.made, self.made.marks
        marks.devices = len(self._on_device)
        devices: dict[int, int] = {}
        for group in self._on_device.values():
            for paper in group:
                devices[paper] = devices.get(paper, 0) + 1
        marks.one_device = {paper for paper, count in devices.items() if count == 1}
        marks.device = {one: group for one, group in self._on_device.items() if len(group) > 1}
        marks.network = {one: group for one, group in self._on_network.items() if len(group) > 1}
        return made

    def offices(self, people: int) -> None:
        """Honest offices until so many people; each in a way of its own."""
        ways = (self.office_at_one_hour, self.office_over_the_week, self.office_with_one_computer)
        until = len(self.made.papers) + people
        while len(self.made.papers) < until:
            size = min(round(self.rng.lognormvariate(2.8, 0.8)) + 2, until - len(self.made.papers))
            self.rng.choices(ways, (4, 5, 1))[0](max(size, 1))

    def office_at_one_hour(self, size: int) -> None:
        """A session in the hall: registered and started together, behind one address."""
        unit, network, taught = self.new_unit(), self.new_network(), self.taught()
        at = self.rng.randrange(5 * DAY_S)
        secretary = self.new_device() if self.rng.random() < 0.3 else None
        for n in range(size):
            own = self.new_device()
            person = self.person(unit, at + 900 + self.rng.randrange(600))
            person.registered_s = at + 20 * n + self.rng.randrange(15)
            person.address = (f"cb{n}", f"don-vi-{unit}.gov.vn")
            person.devices = (own,) if secretary is None else (secretary, own)
            person.network = network
            self.sit(person, taught)

    def office_over_the_week(self, size: int) -> None:
        unit, taught = self.new_unit(), self.taught()
        for _ in range(size):
            self.sit(self.person(unit, self.rng.randrange(6 * DAY_S)), taught)

    def office_with_one_computer(self, size: int) -> None:
        """People take turns, each alone, for an afternoon."""
        unit, taught, device, network = (
            self.new_unit(),
            self.taught(),
            self.new_device(),
            self.new_network(),
        )
        at = self.rng.randrange(5 * DAY_S)
        for _ in range(min(size, 12)):
            person = self.person(unit, at)
            person.devices, person.network = (device,), network
            paper = self.sit(person, taught)
            at = self.made.papers.ended[paper] + 60 + self.rng.randrange(240)

    def table(self, size: int = 4, *, copied: float = 0.9) -> None:
        """People of one office at one table agree on their answers, question by question."""
        unit, network = self.new_unit(), self.new_network()
        at, agreed = self.rng.randrange(5 * DAY_S), self.knowledge(0.0)
        said_at: dict[int, int] = {}
        for _ in range(size):
            person = self.person(unit, at + self.rng.randrange(90))
            person.network = network

            def answer(question: int, alone: int) -> int:
                return agreed(question) if self.rng.random() < copied else alone

            def moment(question: int, alone_s: int) -> int:
                if self.rng.random() < 0.75:
                    return said_at.setdefault(question, alone_s) + self.rng.randrange(8)
                return alone_s

            self.guilty(self.sit(person, Taught(), answer=answer, moment=moment), "table")
        for _ in range(4):  # colleagues who do it alone
            self.sit(self.person(unit, self.rng.randrange(6 * DAY_S)), Taught())

    def stand_in(self, size: int = 5) -> None:
        """One person takes papers for others on one device, ever quicker, knowing the same."""
        unit, network, device = self.new_unit(), self.new_network(), self.new_device()
        at, knows = self.rng.randrange(5 * DAY_S), self.knowledge(0.0)
        for n in range(size):
            person = self.person(unit, at)
            person.devices, person.network = (device,), network
            person.pace = max(8.0, 24.0 - 3 * n)

            def answer(question: int, alone: int) -> int:
                return knows(question) if self.rng.random() < 0.93 else alone

            paper = self.sit(person, Taught(), answer=answer)
            at = self.made.papers.ended[paper] + 90 + self.rng.randrange(60)
            self.guilty(paper, "stand-in")

    def robots(self, size: int = 5) -> None:
        """Accounts made in a row answer everything right within seconds."""
        unit, network, device = self.new_unit(), self.new_network(), self.new_device()
        at, name = self.rng.randrange(5 * DAY_S), f"robot{self.new_mailbox()}x"
        for n in range(size):
            person = self.person(unit, at + 3600 + 120 * n)
            person.devices, person.network, person.pace = (device,), network, 1.2
            person.registered_s, person.address = at + 25 * n, (name, "gmail.com")
            paper = self.sit(person, Taught(), answer=lambda _question, _alone: RIGHT)
            self.guilty(paper, "robots")

    def passed_on(self, size: int = 4) -> None:
        """One gives the answers to colleagues, who use them on another day, each elsewhere."""
        unit, agreed = self.new_unit(), self.knowledge(0.0)
        for _ in range(size):
            paper = self.sit(
                self.person(unit, self.rng.randrange(6 * DAY_S)),
                Taught(),
                answer=lambda question, alone: (
                    agreed(question) if self.rng.random() < 0.9 else alone
                ),
            )
            self.guilty(paper, "passed on")

    def person(self, unit: int, start_s: int) -> Person:
        rng = self.rng
        return Person(
            unit=unit,
            start_s=start_s,
            pace=rng.lognormvariate(3.1, 0.45),
            skill=rng.gauss(0.0, 0.15),
            address=(f"nguoi{self.new_mailbox()}x", rng.choice(("gmail.com", "yahoo.com"))),
            registered_s=start_s - rng.randrange(60, DAY_S),
            devices=(self.new_device(),),
            network=self.new_network(),
            is_offline=rng.random() < 0.03,
        )

    def sit(
        self,
        person: Person,
        taught: Taught,
        *,
        answer: Callable[[int, int], int] | None = None,
        moment: Callable[[int, int], int] | None = None,
    ) -> int:
        """Answer one paper; return its number."""
        papers, paper = self.made.papers, len(self.made.papers)
        drawn = self.rng.sample(range(len(self.questions)), self.asked)
        given = list(self._given(person, drawn, taught, answer, moment))
        if person.is_offline:  # the telephone sends all at the end
            last = max(one.saved_s for one in given)
            given = [one._replace(saved_s=last) for one in given]
        papers.add(
            entry=paper + 1,
            attempt=paper + 1,
            unit=person.unit,
            started_s=person.start_s,
            given=given,
        )
        for device in person.devices:
            self._on_device.setdefault(device, []).append(paper)
        window = person.network * 1_000_000 + person.start_s // 600
        self._on_network.setdefault(window, []).append(paper)
        name, domain = person.address
        self.made.registered.append(
            Registered(paper, person.registered_s, name.rstrip("0123456789"), domain)
        )
        return paper

    def _given(
        self,
        person: Person,
        drawn: list[int],
        taught: Taught,
        answer: Callable[[int, int], int] | None,
        moment: Callable[[int, int], int] | None,
    ) -> Iterator[Given]:
        at = float(person.start_s)
        for position, question in enumerate(drawn, start=1):
            asked = self.questions[question]
            at += person.pace * (asked.letters / 350) * self.rng.uniform(0.5, 1.6)
            option = self.alone(question, person.skill, taught)
            if answer is not None:
                option = answer(question, option)
            saved = round(at) if moment is None else moment(question, round(at))
            yield Given(question, position, 1 << option, saved, option == RIGHT)

    def alone(self, question: int, skill: float, taught: Taught) -> int:
        asked = self.questions[question]
        if question in taught.option and self.rng.random() < 0.7:
            return taught.option[question]
        if self.rng.random() < asked.known + skill:
            return RIGHT
        return self.rng.choices(range(1, OPTIONS), asked.wrong)[0]

    def knowledge(self, skill: float) -> Callable[[int], int]:
        """What one person holds for right, the same whenever asked."""
        known: dict[int, int] = {}
        nothing = Taught()

        def option(question: int) -> int:
            if question not in known:
                known[question] = self.alone(question, skill, nothing)
            return known[question]

        return option

    def taught(self) -> Taught:
        chosen = self.rng.sample(range(len(self.questions)), len(self.questions) // 6)
        return Taught(
            {
                one: RIGHT if self.rng.random() < 0.75 else self.rng.randrange(1, OPTIONS)
                for one in chosen
            }
        )

    def guilty(self, paper: int, how: str) -> None:
        self.made.guilty[paper] = how

    def new_unit(self) -> int:
        self._unit += 1
        return self._unit

    def new_device(self) -> int:
        self._device += 1
        return self._device

    def new_network(self) -> int:
        self._network += 1
        return self._network

    def new_mailbox(self) -> str:
        """Letters alone, since digits at the end are what addresses in a row differ in."""
        self._mailbox += 1
        return "".join("abcdefghij"[int(one)] for one in str(self._mailbox))

    def _question(self) -> Asked:
        rng = self.rng
        wrong = tuple(rng.random() ** 2 + 0.02 for _ in range(OPTIONS - 1))
        return Asked(rng.randrange(150, 600), rng.uniform(*_KNOWN_TO_ALL), wrong)
