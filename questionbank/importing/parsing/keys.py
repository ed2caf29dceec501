"""Fourth stage: which option is right, from all that says so, and how sure that is. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.assemble import Answer
from questionbank.importing.parsing.drafts import Draft, DraftOption, take_grid
from questionbank.importing.parsing.kinds import make_grid
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.importing.parsing.verdicts import is_verdict
from questionbank.question_types.grid import TRUE
from quizsite.language.vietnamese import spelling_key

LOOKS = "hrgcubi"  # of marks, the plainest first
_MOSTLY = 0.6


def decide_keys(
    all_drafts: Sequence[Draft],
    all_questions: Sequence[ParsedQuestion],
    answers: Sequence[Answer],
    verdicts: Sequence[Answer] = (),
) -> None:
    """Statements first: numbers of a table of letters mean the questions that are left."""
    decide_grids(all_drafts, all_questions, verdicts)
    chosen = [
        (draft, question)
        for draft, question in zip(all_drafts, all_questions, strict=True)
        if question.kind == "choice"
    ]
    drafts, questions = [one for one, _ in chosen], [one for _, one in chosen]
    from_table = _from_table(drafts, answers)
    looks = [_looks(draft) for draft in drafts]
    trusted = _trusted(looks, drafts)
    for draft, question, look, listed in zip(drafts, questions, looks, from_table, strict=True):
        said = _said(draft, question)
        if listed is not None:
            indexes, is_by_order = listed
            said.append(("table", _by_label(draft, indexes, question)))
            if is_by_order:
                question.doubt("key_by_order")
        _decide(question, said, look, trusted, draft)


def decide_grids(
    drafts: Sequence[Draft], questions: Sequence[ParsedQuestion], verdicts: Sequence[Answer]
) -> None:
    """Give the statements of each question the verdicts that a table has under its number."""
    may_be = [
        (draft, question)
        for draft, question in zip(drafts, questions, strict=True)
        if question.kind == "grid"
        or (
            len(draft.options) > 1
            and all(one.style[:1] == "a" and not is_verdict(one.text) for one in draft.options)
        )
    ]
    numbers = [_number(draft.number) for draft, _question in may_be]
    is_same = numbers == [one.number for one in verdicts]
    for at, answer in enumerate(verdicts):
        fits = (
            [at] if is_same else [n for n, number in enumerate(numbers) if number == answer.number]
        )
        if len(fits) == 1:
            _take_table_verdicts(*may_be[fits[0]], answer.verdicts)
    for draft, question in zip(drafts, questions, strict=True):
        if question.kind == "grid" and question.right is None and not question.key_from:
            _take_look(draft, question)


def _take_table_verdicts(draft: Draft, question: ParsedQuestion, said: dict[str, bool]) -> None:
    if set(said) != set(labels.LETTERS[: len(question.options)]) or draft.keys or draft.key_words:
        question.doubt("key_conflict")
        return
    if question.right is not None and question.kind == "grid":
        known = dict(zip(labels.LETTERS, (one == TRUE for one in question.right), strict=False))
        if known != said:
            question.doubt("key_conflict")
        return
    take_grid(question, said)


def _take_look(draft: Draft, question: ParsedQuestion) -> None:
    """Bold or red statements among plain ones: perhaps the true ones, so somebody must look."""
    marks = [mark for mark in LOOKS if any(_carries(option, mark) for option in draft.options)]
    for mark in marks:
        verdicts = [_carries(option, mark) for option in draft.options]
        if not all(verdicts):
            make_grid(question, question.options, verdicts)
            question.key_from = f"mark_{mark}"
            question.doubt("grid_by_look")
            return


def _decide(
    question: ParsedQuestion,
    said: list[tuple[str, list[int]]],
    look: dict[str, list[int]],
    trusted: set[str],
    draft: Draft,
) -> None:
    """What is said in words counts before how options look; a contradiction is told."""
    clear = [(source, key) for source, key in said if key]
    seen = [(mark, look[mark]) for mark in LOOKS if mark in look]
    strong = [one for one in seen if one[0] in trusted]
    if clear:
        question.right, question.key_from = clear[0][1], clear[0][0]
        if any(key != question.right for _source, key in (*clear[1:], *strong[:1])):
            question.doubt("key_conflict")
    elif strong or seen:
        mark, question.right = (strong or seen)[0]
        question.key_from = f"mark_{mark}"
        if not strong:
            question.doubt("key_rare_mark", mark)
        if any(key != question.right for _mark, key in strong[1:]):
            question.doubt("key_conflict")
        if len(question.right) > 1:
            question.doubt("key_of_many")
    elif capital := _by_capital(draft):
        question.right, question.key_from = capital, "capital"
        question.doubt("key_by_capital")
    if question.right and len(question.right) >= len(question.options) > 1:
        question.right = None
        question.doubt("key_conflict")


def _said(draft: Draft, question: ParsedQuestion) -> list[tuple[str, list[int]]]:
    said = [("line", _by_label(draft, key, question)) for key in draft.keys]
    if draft.keys and draft.key_words and said[-1][1]:
        _check_words(draft, question, said[-1][1])
    elif draft.key_words:
        said.append(("words", _by_words(draft, question)))
    for source, found in (
        ("here", [n for n, option in enumerate(draft.options) if option.right_here]),
        ("tick", [n for n, option in enumerate(draft.options) if option.ticked]),
    ):
        if found and len(found) < len(draft.options):
            said.append((source, found))
    return said


def _check_words(draft: Draft, question: ParsedQuestion, key: list[int]) -> None:
    """ "B. Chính phủ" must be what option B says; else the words are an explanation."""
    words = spelling_key(draft.key_words)
    texts = [spelling_key(option.text) for option in draft.options]
    if words and words in texts:
        if texts.index(words) not in key:
            question.doubt("key_text_unlike")
    elif not question.explanation:
        question.explanation = draft.key_words.strip(" .-–:")


def _by_words(draft: Draft, question: ParsedQuestion) -> list[int]:
    texts = [spelling_key(option.text) for option in draft.options]
    words = spelling_key(draft.key_words)
    if words in texts and texts.count(words) == 1:
        return [texts.index(words)]
    number = draft.key_words.strip(" .)")
    numbers = [option.letter for option in draft.options]
    if number.isdigit() and number in numbers and numbers.count(number) == 1:
        return [numbers.index(number)]
    if not question.explanation:
        question.explanation = draft.key_words
    question.doubt("key_outside", draft.key_words[:60])
    return []


def _by_label(draft: Draft, key: Sequence[int], question: ParsedQuestion) -> list[int]:
    """Letters mean labels; where options have none, their order."""
    letters = [option.letter for option in draft.options]
    has_letters = all(option.style[:1] in ("A", "a") for option in draft.options)
    found = []
    for index in key:
        letter = labels.LETTERS[index]
        if has_letters and letter in letters:
            if letters.count(letter) > 1 or any(
                letters.count(other) > 1 and other <= letter for other in letters
            ):
                question.doubt("key_label_twice")
            found.append(letters.index(letter))
        elif not has_letters and index < len(draft.options):
            found.append(index)
        else:
            question.doubt("key_outside", letter)
    return sorted(set(found))


def _looks(draft: Draft) -> dict[str, list[int]]:
    """Marks that some options carry and others do not."""
    found: dict[str, list[int]] = {}
    for mark in LOOKS:
        carrying = [n for n, option in enumerate(draft.options) if _carries(option, mark)]
        if (
            carrying
            and len(carrying) < len(draft.options)
            and len(carrying) <= max(1, len(draft.options) // 2)
        ):
            found[mark] = carrying
    return found


def _carries(option: DraftOption, mark: str) -> bool:
    label = option.label_line
    is_typed = label is not None and label.runs and "#" not in label.runs[0].marks
    if label is not None and is_typed and label.marked(mark) > _MOSTLY:
        return True
    lines = [line for line in option.lines if line.text.strip()]
    if not lines:
        return False
    if not any(map(str.isalnum, lines[0].text)):
        return any(mark in run.marks for run in lines[0].runs)
    return all(line.marked(mark) >= _MOSTLY for line in lines[:2])


def _trusted(looks: Sequence[dict[str, list[int]]], drafts: Sequence[Draft]) -> set[str]:
    """Marks with which most of the questions without other key name one option."""
    counts = Counter(
        mark for look in looks for mark, carrying in look.items() if len(carrying) == 1
    )
    marked = sum(1 for look in looks if look)
    told = sum(1 for draft in drafts if draft.keys or draft.key_words)
    if told > marked:
        return set()
    return {mark for mark, count in counts.items() if count >= 2 and count >= 0.5 * marked}


def _by_capital(draft: Draft) -> list[int]:
    """ "C." among "a. b. d."."""
    styles = [option.style[:1] for option in draft.options]
    capital = [n for n, style in enumerate(styles) if style == "A"]
    return capital if len(capital) == 1 and styles.count("a") == len(styles) - 1 >= 2 else []


def _from_table(
    drafts: Sequence[Draft], answers: Sequence[Answer]
) -> list[tuple[list[int], bool] | None]:
    """Match a table of answers by number, run by run where numbers start again."""
    none: list[tuple[list[int], bool] | None] = [None] * len(drafts)
    if not answers:
        return none
    numbers = [_number(draft.number) for draft in drafts]
    runs = _runs_of(numbers)
    listed: dict[tuple[int, str], list[list[int]]] = {}
    for one in answers:
        listed.setdefault((one.run, one.number), []).append(one.letters)
    answer_runs = 1 + max(one.run for one in answers)
    if len(answers) == len(drafts) and (answer_runs != 1 + max(runs, default=0)):
        is_same = [one.number for one in answers] == numbers
        return [(one.letters, not is_same) for one in answers]
    if answer_runs != 1 + max(runs, default=0) and max(runs, default=0) > 0:
        return none
    found: list[tuple[list[int], bool] | None] = []
    for run, number in zip(runs, numbers, strict=True):
        entries = listed.get((min(run, answer_runs - 1), number), [])
        found.append((entries[0], False) if len(entries) == 1 else None)
    return found


def _number(said: str) -> str:
    digits = re.match(r"\d+", said)
    return str(int(digits.group())) if digits else ""


def _runs_of(numbers: Sequence[str]) -> list[int]:
    runs, run, last = [], 0, 0
    for number in numbers:
        if number:
            if int(number) <= last:
                run += 1
            last = int(number)
        runs.append(run)
    return runs
