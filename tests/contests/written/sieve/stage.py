"""A written round that has closed, and works of it."""

from datetime import timedelta

from contests.models import (
    RoundKind,
    Work,
    WorkAuthor,
    WorkFile,
    WorkHeading,
    WorkState,
    WorkVersion,
    WrittenTerms,
)
from tests.contests.written.cast import entered_where_others_are
from tests.factories import NOON, RoundFactory, UnitFactory, UserFactory

AFTER = NOON + timedelta(days=7, hours=1)
# Real words, so that no shingle of one work is one of another's by chance.
_SAID = (
    "cải cách hành chính phường dân số hóa thủ tục giấy tờ công dịch vụ trực tuyến cán bộ tiếp nhận"
    " hồ sơ đúng hạn người già bưu đề xuất mẫu đơn quét mã hẹn giờ phản hồi tận nhà"
)
_WORDS = _SAID.split()


def essay(seed: int, *, words: int = 200) -> str:
    """The same text for the same seed; the words of two seeds stand in another order."""
    state, said = seed * 2654435761 % 2**32 or 1, []
    for _at in range(words):
        state = (1103515245 * state + 12345) % 2**31
        said.append(_WORDS[(state >> 8) % len(_WORDS)])
    return " ".join(said)


def written_round(*, contest=None, **terms):
    given = {"contest": contest} if contest else {}
    round = RoundFactory(kind=RoundKind.WRITTEN, title="Bài viết", **given)
    made = WrittenTerms.objects.create(round=round, **{"may_mend": True, **terms})
    WorkHeading.objects.create(terms=made, title="Thực trạng", position=0)
    WorkHeading.objects.create(terms=made, title="Giải pháp", position=1, is_required=False)
    return round


def work_of(round, text=None, *, author="Phạm Thị Thu Hà", number=None, **fields):
    """A work handed in just before the end, with one version."""
    unit = UnitFactory(name="Phường Hòa Xuân Đông")
    entry = entered_where_others_are(round, user=UserFactory(full_name=author), unit=unit)
    number = number or Work.objects.filter(round=round).count() + 1
    said = {"state": WorkState.HANDED_IN, "title": f"Bài số {number}", **fields}
    work = Work.objects.create(
        round=round, entry=entry, number=number, begun_at=NOON, handed_in_at=NOON, **said
    )
    WorkAuthor.objects.create(work=work, entry=entry, full_name=author, unit=unit)
    add_version(work, text if text is not None else essay(number))
    return work


def add_version(work, text, *, files=()):
    heading = WorkHeading.objects.filter(terms__round=work.round).first()
    version = WorkVersion.objects.create(
        work=work,
        number=work.versions.count() + 1,
        title=work.title,
        texts={str(heading.pk): text},
        word_count=len(text.split()),
        handed_in_at=NOON,
        digest="a" * 64,
    )
    version.files.set(files)
    return version


def file_of(work, name="bai.docx", *, kind="docx", **fields):
    return WorkFile.objects.create(
        work=work, name=name, kind=kind, size=10, received=10, stored_as="x", begun_at=NOON,
        whole_at=NOON, **fields,
    )  # fmt: skip
