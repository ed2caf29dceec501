"""All that a contest says about who may enter, as sentences, for the rules of the contest."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.utils.translation import gettext_lazy as _

from contests.eligibility.settings import words_by_division
from contests.eligibility.words import Eligibility, asked_for_age, details_in_words
from contests.models import AskedDetail, Contest, DetailKind, Division, Quota
from contests.quotas.arithmetic import CONTAINS
from contests.quotas.settings import quota_in_words, quotas_of

_CONTAINED = _(
    "Người ở Bộ phận Một cửa được tính cả vào công chức không giữ chức vụ; lãnh đạo, trưởng phó "
    "phòng, công chức, viên chức đều tính vào cán bộ, công chức, viên chức."
)


def eligibility_of(contest: Contest, divisions: Sequence[Division]) -> Eligibility:
    """Read the rest in two queries; the caller has read the divisions with their rules."""
    sentences = (said for _division, said in words_by_division(divisions))
    return put_together(
        chain.from_iterable(sentences),
        contest.asked_details.all(),
        quotas_of(contest),
        asks_age=_asks_age(divisions),
    )


def put_together(
    rules: Iterable[str],
    details: Iterable[AskedDetail],
    quotas: Sequence[Quota],
    *,
    asks_age: bool,
) -> Eligibility:
    asked = list(details)
    if asks_age and all(one.kind != DetailKind.BIRTH_DATE for one in asked):
        asked.insert(0, asked_for_age())
    return Eligibility(
        rules=tuple(rules), details=tuple(details_in_words(asked)), quotas=tuple(_quotas(quotas))
    )


def _quotas(quotas: Sequence[Quota]) -> list[str]:
    said = [quota_in_words(one) for one in quotas]
    contained = {one for quota in quotas for one in CONTAINS.get(quota.category, ())}
    if contained:
        said.append(str(_CONTAINED))
    return said


def _asks_age(divisions: Sequence[Division]) -> bool:
    return any(one.rule.asks_birth_date for one in divisions if hasattr(one, "rule"))
