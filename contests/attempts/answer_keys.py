"""The keys of published questions never change, so this process keeps them in its memory."""

from collections.abc import Set
from typing import NamedTuple

from contests.papers.immutable_cache import ImmutableCache
from questionbank.models import AnswerKey

# A bank has some thousand questions, and one key takes about 300 bytes.
MOST_KEYS = 20_000


class Key(NamedTuple):
    right: tuple[int, ...]
    kind: str


def _fetch_keys(wanted: Set[int]) -> dict[int, Key]:
    keys = AnswerKey.objects.filter(revision__in=wanted)
    rows = keys.values_list("revision_id", "right_options", "revision__kind")
    return {pk: Key(tuple(right), kind) for pk, right, kind in rows}


# Keys never leave the process; a paper page has no way to ask for them.
answer_keys: ImmutableCache[Key] = ImmutableCache(_fetch_keys, most=MOST_KEYS)
