"""Organisers are told where a section's count cuts a passage's questions apart."""

import pytest

from contests.papers.passage_groups import can_fill
from contests.planning.split_passages import notices_of
from questionbank.models import Passage
from tests.factories import NOON, RevisionFactory, SectionFactory

pytestmark = pytest.mark.django_db


def pool_of(sizes):
    """Revisions in groups of these sizes; a group of one has no passage."""
    ids = []
    for n, size in enumerate(sizes):
        passage = (
            Passage.objects.create(code=f"DD-{n}", number=1, text="Đọc kỹ.", created_at=NOON)
            if size > 1
            else None
        )
        ids += [RevisionFactory(passage=passage).pk for _ in range(size)]
    return ids


@pytest.mark.parametrize(
    ("sizes", "count", "is_told"),
    [
        ([3, 3], 4, True),
        ([3, 3], 3, False),
        ([3, 3], 6, False),
        ([3, 1], 4, False),
        ([3, 1], 2, True),
        ([1, 1, 1], 2, False),
        ([2], 3, False),  # too few is told as a shortage
    ],
)
def test_a_count_that_groups_cannot_make_is_told(sizes, count, is_told):
    section = SectionFactory(count=count)
    notices = notices_of([section], [pool_of(sizes)])
    assert bool(notices) == is_told
    assert all(section.axis.name in one and f"{count} câu" in one for one in notices)


def test_sums_of_groups():
    assert [count for count in range(8) if can_fill([3, 3, 1], count)] == [0, 1, 3, 4, 6, 7]
