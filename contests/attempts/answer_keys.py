"""What never changes once it is published, kept in the memory of this process by revision."""

from collections.abc import Callable, Mapping, Set
from typing import Generic, TypeVar

from questionbank.models import AnswerKey

T = TypeVar("T")

# A bank of some thousand questions; one key takes about 300 bytes.
MOST_KEYS = 20_000


class Kept(Generic[T]):
    """Values by revision id, fetched once. At most `most`: beyond, it begins anew."""

    def __init__(self, fetch: Callable[[Set[int]], Mapping[int, T]], *, most: int) -> None:
        self._fetch = fetch
        self._most = most
        self._kept: dict[int, T] = {}

    def of(self, wanted: Set[int]) -> Mapping[int, T]:
        """At least what is wanted and exists; a revision that does not is left out."""
        kept = self._kept
        missing = set(wanted - kept.keys())
        if not missing:
            return kept
        if len(kept) + len(missing) > self._most:
            kept, missing = {}, set(wanted)
        # A new dictionary, never a changed one: another thread may be reading the old.
        self._kept = {**kept, **self._fetch(missing)}
        return self._kept

    def forget(self) -> None:
        """For tests, whose rolled back revisions give their numbers to others."""
        self._kept = {}


def _fetch_keys(wanted: Set[int]) -> dict[int, frozenset[int]]:
    rows = AnswerKey.objects.filter(revision__in=wanted).values_list("revision_id", "right_options")
    return {pk: frozenset(right) for pk, right in rows}


# Keys never leave the process; a paper page has no way to ask for them.
answer_keys: Kept[frozenset[int]] = Kept(_fetch_keys, most=MOST_KEYS)
