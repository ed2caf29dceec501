"""Tells organisers where papers would show only a part of a passage's questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from contests.models import Section
from contests.papers.passage_groups import can_fill
from questionbank.models import Revision


def notices_of(sections: Sequence[Section], pools: Sequence[Sequence[int]]) -> list[str]:
    """One for each section whose count no whole groups and single questions of its pool make.

    The sections before it may take some of these questions, so others may be cut as well."""
    published = Revision.objects.published().exclude(passage=None).order_by()
    passages = dict(published.values_list("pk", "passage__code"))
    if not passages:
        return []
    return [
        _notice(section, sizes)
        for section, pool in zip(sections, pools, strict=True)
        if len(pool) >= section.count
        and (sizes := _sizes(pool, passages))
        and not can_fill(sizes, section.count)
    ]


def _sizes(pool: Sequence[int], passages: dict[int, str]) -> list[int]:
    """The sizes of the groups of a pool; nothing if it has none."""
    groups = Counter(passages.get(pk, pk) for pk in pool)
    return list(groups.values()) if max(groups.values(), default=0) > 1 else []


def _notice(section: Section, sizes: Sequence[int]) -> str:
    said = _(
        "Bảng %(division)s, %(axis)s: các đoạn dẫn có từ 2 đến %(most)d câu không xếp vừa"
        " %(count)d câu, nên đề sẽ chỉ hỏi một phần số câu của một đoạn. Hãy đổi số câu của ô này"
        " hoặc thêm câu không có đoạn dẫn."
    )
    axis = section.axis.name if section.axis else _("mọi trục")
    words = {"division": section.division.name, "axis": axis}
    return said % {**words, "most": max(sizes), "count": section.count}
