"""Measures a comparison of many written works: hashing their texts, and finding who copied."""

import argparse
import os
import random
import time

from benchmarks.reports import Figures
from benchmarks.usage import peak_memory_mb
from contests.written.sieve.passages import side_by_side
from contests.written.sieve.shingles import alike, shingles_of

ROWS = ("works",)
_SYLLABLES = 900
_PHRASES = 3000
_COPIED_IN = 50  # one work of so many has a passage of another


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--length", type=int, default=1_200, help="syllables a work")


class LikenessBenchmark:
    """Works of made-up syllables and common phrases; some have a passage of another one."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen, self.rng = chosen, random.Random(6)
        self.words = [f"t{n // 26}{chr(97 + n % 26)}" for n in range(_SYLLABLES)]
        self.phrases = [self._some(12) for _ in range(_PHRASES)]
        self.texts = [self._work() for _ in range(chosen.works)]
        self.copies = set()
        for n in range(_COPIED_IN, chosen.works, _COPIED_IN):
            source = self.texts[n - 1].split()
            passage = source[: chosen.length // 4]
            self.texts[n] = " ".join(self.texts[n].split()[: chosen.length] + passage)
            self.copies.add((n - 1, n))

    def _some(self, count: int) -> list[str]:
        return self.rng.choices(self.words, k=count)

    def _work(self) -> str:
        said: list[str] = []
        while len(said) < self.chosen.length:
            said += self.rng.choice(self.phrases) if self.rng.random() < 0.15 else self._some(15)
        return " ".join(said)

    def run(self) -> Figures:
        started = time.perf_counter()
        hashes = [shingles_of(text) for text in self.texts]
        hashed = time.perf_counter()
        found = alike(hashes, fresh=range(len(hashes)))
        compared = time.perf_counter()
        pairs = {(one.one, one.other) for one in found}
        for one, other in sorted(pairs)[:20]:
            side_by_side(self.texts[one], self.texts[other])
        marked = time.perf_counter()
        return {
            "works": len(self.texts),
            "hashed_s": round(hashed - started, 1),
            "compared_s": round(compared - hashed, 2),
            "side_by_side_ms": round(1000 * (marked - compared) / max(min(len(pairs), 20), 1), 1),
            "copies_found": len(pairs & self.copies),
            "copies": len(self.copies),
            "others_found": len(pairs - self.copies),
            "peak_memory_mb": peak_memory_mb([os.getpid()]),
        }


benchmark = LikenessBenchmark
