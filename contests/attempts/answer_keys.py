"""What never changes once it is published, kept in the memory of this process by revision."""

from collections.abc import Set

from contests.papers.immutable_cache import ImmutableCache
from questionbank.models import AnswerKey

# A bank of some thousand questions; one key takes about 300 bytes.
MOST_KEYS = 20_000


def _fetch_keys(wanted: Set[int]) -> dict[int, frozenset[int]]:
    rows = AnswerKey.objects.filter(revision__in=wanted).values_list("revision_id", "right_options")
    return {pk: frozenset(right) for pk, right in rows}


# Keys never leave the process; a paper page has no way to ask for them.
answer_keys: ImmutableCache[frozenset[int]] = ImmutableCache(_fetch_keys, most=MOST_KEYS)
