"""Questions of the bank that a question of a file is, or nearly is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from questionbank.models import Revision, RevisionState
from quizsite.language.vietnamese import search_key

ALIKE = 0.55
_SHOWN = 3
_COMMON = 400  # a word that so many questions have tells nothing


@dataclass(frozen=True, slots=True)
class Alike:
    revision: Revision
    percent: int
    is_same: bool


class Likeness:
    """The bank's living questions by their words, read once a page."""

    def __init__(self) -> None:
        living = Revision.objects.exclude(state=RevisionState.RETIRED).order_by("-number")
        self._revisions = list(living.select_related("question"))
        self._words = [frozenset(one.search_key.split()) for one in self._revisions]
        self._having: dict[str, list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for word in words:
                self._having[word].append(at)

    def of(self, stem: str, options: Iterable[str], *, but: int | None = None) -> list[Alike]:
        key = search_key(" ".join([stem, *options]))
        words = frozenset(key.split())
        shared: Counter[int] = Counter()
        for word in words:
            having = self._having.get(word, [])
            if len(having) <= _COMMON:
                shared.update(having)
        found = []
        for at, _count in shared.most_common(30):
            revision, own = self._revisions[at], self._words[at]
            likeness = len(words & own) / len(words | own)
            if likeness >= ALIKE and revision.question_id != but:
                is_same = sorted(key.split()) == sorted(revision.search_key.split())
                found.append(Alike(revision, int(100 * likeness), is_same))
        found.sort(key=lambda one: (-one.percent, one.revision.pk))
        return found[:_SHOWN]
