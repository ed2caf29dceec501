"""Measures how much of a corpus the intake reads right, and how long 500 questions take."""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks import intake_files as files
from benchmarks.intake_corpus import Case, make_corpus, raw_questions
from benchmarks.intake_kind_files import Made, make_kinds
from benchmarks.intake_kinds import judged_kinds, strangers
from benchmarks.intake_layouts import Layout, Truth, written
from benchmarks.reports import Figures
from questionbank.importing.formats.reading import UnreadableFile, read_questions
from questionbank.importing.parsing.questions import SURE, ParsedQuestion

VENDORS = ["sqlite"]  # no database is asked


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the corpus here and leave it")
    parser.add_argument("--show", action="store_true", help="say what was read wrong")


def benchmark(chosen: argparse.Namespace) -> IntakeBenchmark:
    return IntakeBenchmark(chosen)


class IntakeBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self._chosen = chosen

    def run(self) -> Figures:
        with tempfile.TemporaryDirectory(prefix="intake-") as folder:
            target = self._chosen.keep or Path(folder)
            cases = make_corpus(target, seed=self._chosen.seed)
            figures = Figures(files=len(cases))
            for name, held_out in (("tuned", False), ("held_out", True)):
                counts: Counter[str] = Counter()
                for case in (one for one in cases if one.held_out == held_out):
                    counts += self._judge(case)
                figures |= {f"{name}_{key}": value for key, value in shares(counts).items()}
            made = make_kinds(target, raw_questions(), seed=self._chosen.seed)
            for name, of_kinds in (("kinds", made), ("strangers", strangers())):
                figures |= {f"{name}_{key}": n for key, n in self._judge_kinds(of_kinds).items()}
            return figures | time_of_word(Path(folder))

    def _judge_kinds(self, made: list[Made]) -> dict[str, float]:
        counts: Counter[str] = Counter()
        for path, truth, told in made:
            parsed = read_questions(path.read_bytes(), ending=path.suffix)
            found, said = judged_kinds(truth, told, parsed)
            counts += found
            if self._chosen.show and said:
                print(f"== {path.name} {dict(found)}")
                print("\n".join(said[:6]))
        whole = counts["questions"]
        return {
            "questions": whole,
            "found_percent": round(100 * counts["found"] / whole, 2),
            "kind_percent": round(100 * counts["kinds"] / whole, 2),
            "exact_percent": round(100 * counts["exact"] / whole, 2),
            "to_tell": counts["to_tell"],
            "told": counts["told"],
            "sure_wrong": counts["sure_wrong"] + counts["sure_other_kind"],
        }

    def _judge(self, case: Case) -> Counter[str]:
        try:
            parsed = read_questions(case.path.read_bytes(), ending=case.path.suffix)
        except UnreadableFile as refusal:
            print(f"{case.path.name}: {refusal.message}")
            return Counter(
                questions=len(case.truth), options=sum(len(t.options) for t in case.truth)
            )
        counts, said = judged(case.truth, parsed.questions)
        if self._chosen.show and said:
            print(f"== {case.path.name} {dict(counts)}")
            print("\n".join(said[:6]))
        return counts


def _folded(text: str) -> str:
    return " ".join(text.split())


def judged(truth: list[Truth], found: list[ParsedQuestion]) -> tuple[Counter[str], list[str]]:
    """Compare by stem; a question whose stem differs is not found."""
    by_stem: dict[str, list[ParsedQuestion]] = {}
    for one in found:
        by_stem.setdefault(_folded(one.stem), []).append(one)
    counts: Counter[str] = Counter(questions=len(truth))
    said = []
    for true in truth:
        counts["options"] += len(true.options)
        counts["keys"] += true.right is not None
        same = by_stem.get(_folded(true.stem), [])
        if not same:
            said.append(f"  không thấy: {true.stem[:110]}")
            continue
        one = same.pop(0)
        counts["found"] += 1
        exact = sum(
            _folded(a) == _folded(b) for a, b in zip(true.options, one.options, strict=False)
        )
        counts["exact"] += exact if len(one.options) <= len(true.options) else max(0, exact - 1)
        if exact < len(true.options) or len(one.options) != len(true.options):
            said.append(f"  phương án: {true.stem[:50]} {one.options} ≠ {true.options}")
        said += _judge_key(true, one, counts)
        is_explained = not true.explanation or _folded(true.explanation) in _folded(one.explanation)
        counts["explained"] += bool(true.explanation) and is_explained
        counts["explanations"] += bool(true.explanation)
    counts["extra"] += len(found) - counts["found"]
    if counts["extra"]:
        left = [one.stem[:80] for same in by_stem.values() for one in same]
        said.append(f"  thừa: {left[:4]}")
    return counts, said


def _judge_key(true: Truth, one: ParsedQuestion, counts: Counter[str]) -> list[str]:
    key = tuple(one.right) if one.right is not None else None
    if key == true.right:
        counts["right_keys"] += true.right is not None
        return []
    if key is not None:
        counts["wrong_keys"] += 1
        counts["sure_wrong_keys"] += one.confidence >= SURE
    why = f"{one.key_from} {one.confidence} {one.doubts}"
    return [f"  đáp án: {true.stem[:60]} {key} ≠ {true.right} {why}"]


def shares(counts: Counter[str]) -> dict[str, float]:
    def share(part: str, whole: str) -> float:
        return round(100 * counts[part] / counts[whole], 2) if counts[whole] else 100.0

    return {
        "questions": counts["questions"],
        "found_percent": share("found", "questions"),
        "options_percent": share("exact", "options"),
        "keys_percent": share("right_keys", "keys"),
        "explanations_percent": share("explained", "explanations"),
        "wrong_keys": counts["wrong_keys"],
        "sure_wrong_keys": counts["sure_wrong_keys"],
        "extra": counts["extra"],
    }


def time_of_word(folder: Path) -> dict[str, float]:
    """500 questions from Word: the whole way, child process included, and the child's memory."""
    pool = [one for one in raw_questions() if one.right and len(one.right) == 1]
    many = [
        replace(pool[n % len(pool)], stem=f"{pool[n % len(pool)].stem} ({n})") for n in range(500)
    ]
    lines, _truth = written(Layout("many", key="b", explain="labelled"), many, random.Random(1))
    path = folder / "many.docx"
    files.write_docx(path, lines)
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    parsed = read_questions(path.read_bytes(), ending=".docx")
    took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss / 1024
    return {
        "word_500_s": round(took, 2),
        "word_500_cpu_s": round(cpu, 2),
        "word_500_found": len(parsed.questions),
        "child_mb": round(memory),
    }
