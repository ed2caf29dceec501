"""Puts the rules of a division into sentences: for the rules of the contest and its organisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.eligibility.rules import Places, ages_in_words, categories_in_words
from contests.models import AskedDetail, DetailKind, DivisionRule, UnitAsked
from quizsite.language.moments import listed


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Sentences of the rules of a contest: of its divisions, its details, its quotas."""

    rules: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    quotas: tuple[str, ...] = ()


NO_RULES = Eligibility()


def rule_in_words(rule: DivisionRule, places: Places) -> list[str]:
    """Say nothing of what is not ruled."""
    said = {"division": rule.division.name}
    return [
        *_age(rule, said),
        *_categories(rule, said),
        *_unit(rule, said),
        *_places(places, said),
    ]


def _age(rule: DivisionRule, said: dict[str, str]) -> list[str]:
    if not rule.asks_birth_date:
        return []
    ages = said | {"ages": ages_in_words(rule)}
    if rule.age_on is None:
        sentence = _("Bảng %(division)s nhận người %(ages)s, tính đến ngày đăng ký.") % ages
    else:
        ages["day"] = f"{rule.age_on:%d/%m/%Y}"
        sentence = _("Bảng %(division)s nhận người %(ages)s, tính đến ngày %(day)s.") % ages
    is_said = rule.min_age is not None and rule.age_on is None
    if rule.division.admits_minors or is_said:
        return [sentence]
    return [sentence, _("Bảng %(division)s không nhận người dưới 16 tuổi.") % said]


def _categories(rule: DivisionRule, said: dict[str, str]) -> list[str]:
    if not rule.categories:
        return []
    sentence = _("Bảng %(division)s dành cho: %(categories)s; người đăng ký chọn nhóm của mình.")
    return [sentence % (said | {"categories": categories_in_words(rule.categories)})]


def _unit(rule: DivisionRule, said: dict[str, str]) -> list[str]:
    words = {
        UnitAsked.REQUIRED: "",
        UnitAsked.RESIDENCE: _("Ở bảng %(division)s, mỗi người đăng ký theo xã, phường cư trú."),
        UnitAsked.OPTIONAL: _(
            "Ở bảng %(division)s, người không thuộc đơn vị nào trong danh sách vẫn đăng ký được và "
            "được đếm ở dòng “Không thuộc đơn vị nào”."
        ),
        UnitAsked.NONE: _(
            "Bảng %(division)s không hỏi đơn vị; mọi người được đếm ở dòng “Không thuộc đơn vị "
            "nào”."
        ),
    }
    sentence = words[UnitAsked(rule.unit_asked)]
    return [sentence % said] if sentence else []


def _places(places: Places, said: dict[str, str]) -> list[str]:
    sentences = []
    if places.kinds:
        kinds = listed([kind.name for kind in places.kinds])
        sentences.append(
            _("Bảng %(division)s chỉ nhận đơn vị thuộc khối: %(kinds)s.")
            % (said | {"kinds": kinds})
        )
    if places.within:
        units = listed([unit.name for unit in places.within])
        sentences.append(
            _("Bảng %(division)s chỉ nhận người của %(units)s và các đơn vị trực thuộc.")
            % (said | {"units": units})
        )
    return sentences


def asked_for_age() -> AskedDetail:
    """A limit of age asks for the birth date by itself."""
    return AskedDetail(
        kind=DetailKind.BIRTH_DATE, is_required=True, purpose=_("xét đúng độ tuổi của bảng thi")
    )


def details_in_words(details: Sequence[AskedDetail]) -> list[str]:
    """Say of each detail what it is for, and how long it is kept."""
    return [_detail(one) for one in details]


def _detail(one: AskedDetail) -> str:
    asked = (
        _("Người đăng ký phải ghi %(what)s, dùng để %(purpose)s; ")
        if one.is_required
        else _("Người đăng ký có thể ghi %(what)s, dùng để %(purpose)s; ")
    )
    kept = _("chỉ ban tổ chức xem, xóa %(days)d ngày sau khi chốt kỳ cuối cùng.")
    said = {"what": one.get_kind_display(), "purpose": one.purpose, "days": one.kept_days}
    return (asked + kept) % said
