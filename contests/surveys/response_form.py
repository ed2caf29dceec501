"""The form that people fill in, made from the questions; clerks type printed ones into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Survey, SurveyPlace, SurveyQuestion, SurveyQuestionKind
from contests.surveys.responding import FilledForm
from quizsite.language.fields import VisibleTextField

GRADES = (
    (1, gettext_lazy("Rất không hài lòng")),
    (2, gettext_lazy("Không hài lòng")),
    (3, gettext_lazy("Bình thường")),
    (4, gettext_lazy("Hài lòng")),
    (5, gettext_lazy("Rất hài lòng")),
)
YES, NO = "co", "khong"
NOTHING = 0  # not "", which a browser would find chosen from the start
LONGEST_REMARK = 500
_BETWEEN_DIGITS = re.compile(r"[\s.()-]")
_NUMBER = re.compile(r"\d{9}")  # a telephone, an identity number
_MAIL = re.compile(r"\w@\w")
_ANSWER_THIS = gettext_lazy("Hãy chọn một ô ở câu này.")


@dataclass(frozen=True, slots=True)
class Block:
    """One question on the page with its fields: one, or one an item of a grid."""

    question: SurveyQuestion
    fields: Sequence[BoundField]
    number: int


class RemarkField(VisibleTextField):
    """Free text without what tells a person at once: a telephone number, an address."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if _NUMBER.search(_BETWEEN_DIGITS.sub("", text)) or _MAIL.search(text):
            raise forms.ValidationError(
                _("Ý kiến đang có số điện thoại, số giấy tờ hoặc địa chỉ thư. Hãy bỏ đi rồi gửi.")
            )
        return text


class ResponseForm(forms.Form):
    """`values` of the fields are numbers of options; nothing of it says who fills it in."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        survey: Survey,
        places: Sequence[SurveyPlace] = (),
        place: SurveyPlace | None = None,
        is_printed: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.survey, self.places, self.place = survey, places, place
        self.questions = list(survey.questions.all())
        if not is_printed:
            self.fields["phieu"] = forms.CharField(
                widget=forms.HiddenInput, initial=str(uuid4()), required=False, max_length=40
            )
            if survey.needs_code:
                self.fields["ma"] = _code_field()
        if places and place is None:
            self.fields["noi"] = _place_field(places)
        for question in self.questions:
            self.fields.update(_fields_of(question, is_printed=is_printed))

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(question, [self[name] for name in _names_of(question)], number)
            for number, question in enumerate(self.questions, start=1)
        ]

    @property
    def screening(self) -> SurveyQuestion | None:
        return next((q for q in self.questions if q.kind == SurveyQuestionKind.SCREENING), None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        screening = self.screening
        if screening is not None and said.get(_name(screening)) == NO:
            for name in list(self.errors):  # nobody answers the rest of it
                if name not in {_name(screening), "noi", "ma"}:
                    del self.errors[name]
        elif not self.errors and not self._filled(said).values and not self._filled(said).remarks:
            raise forms.ValidationError(
                _("Phiếu chưa có câu trả lời nào. Hãy trả lời ít nhất một câu.")
            )
        return said

    def form_id(self) -> UUID:
        """The random number of this form; a broken one is as good as a new form."""
        try:
            return UUID(self.cleaned_data["phieu"])
        except ValueError:
            return uuid4()

    def filled(self) -> FilledForm:
        return self._filled(self.cleaned_data)

    def _filled(self, said: Mapping[str, Any]) -> FilledForm:
        place = self.place or next(
            (one for one in self.places if str(one.pk) == said.get("noi")), None
        )
        screening = self.screening
        if screening is not None and said.get(_name(screening)) == NO:
            return FilledForm(place, is_screened_out=True)
        values, remarks = {}, {}
        for question in self.questions:
            answer = _answer(question, said)
            if answer in (None, [], ""):
                continue
            if question.kind == SurveyQuestionKind.TEXT:
                remarks[question.pk] = answer
            else:
                values[str(question.pk)] = answer
        return FilledForm(place, values=values, remarks=remarks)


def _answer(question: SurveyQuestion, said: Mapping[str, Any]) -> Any:
    """What is stored of it; a screening question is told by the form as a whole."""
    found = [said.get(name) for name in _names_of(question)]
    if question.kind == SurveyQuestionKind.SCREENING:
        return None
    if question.kind == SurveyQuestionKind.GRID:
        graded = [int(one or NOTHING) or None for one in found]
        return graded if any(graded) else None
    if question.kind == SurveyQuestionKind.SEVERAL:
        return sorted(int(one) for one in found[0] or ())
    if question.kind == SurveyQuestionKind.TEXT:
        return found[0]
    return int(found[0] or NOTHING) or None


def _name(question: SurveyQuestion) -> str:
    return f"c{question.pk}"


def _names_of(question: SurveyQuestion) -> Iterator[str]:
    if question.kind == SurveyQuestionKind.GRID:
        yield from (f"{_name(question)}-{n}" for n in range(1, len(question.items) + 1))
    else:
        yield _name(question)


def _fields_of(question: SurveyQuestion, *, is_printed: bool) -> dict[str, forms.Field]:
    """A printed form may lack what the page asks for."""
    is_screening = question.kind == SurveyQuestionKind.SCREENING
    is_required = (question.is_required or is_screening) and not is_printed
    names = list(_names_of(question))
    if question.kind == SurveyQuestionKind.GRID:
        return {
            name: _radios(item, GRADES, required=is_required, may_skip=not is_required)
            for name, item in zip(names, question.items, strict=True)
        }
    return {names[0]: _field(question, required=is_required)}


def _field(question: SurveyQuestion, *, required: bool) -> forms.Field:
    text = question.text
    if question.kind == SurveyQuestionKind.SCREENING:
        return _radios(text, [(YES, _("Có")), (NO, _("Không"))], required=required)
    if question.kind == SurveyQuestionKind.GRADES:
        return _radios(text, GRADES, required=required, may_skip=not required)
    if question.kind == SurveyQuestionKind.TEXT:
        return RemarkField(
            label=text,
            required=required,
            max_length=LONGEST_REMARK,
            help_text=_(
                "Nhiều nhất 500 chữ cái. Đừng ghi tên, số điện thoại hay điều gì để người đọc nhận"
                " ra Ông/Bà."
            ),
            widget=forms.Textarea({"rows": 4}),
            error_messages={"required": _("Hãy ghi ý kiến ở câu này.")},
        )
    options = list(enumerate(question.options, start=1))
    if question.kind == SurveyQuestionKind.SEVERAL:
        return forms.MultipleChoiceField(
            label=text,
            required=required,
            choices=options,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Hãy chọn ít nhất một ô ở câu này.")},
        )
    return _radios(text, options, required=required, may_skip=not required)


def _radios(
    label: str, choices: Sequence[tuple[Any, Any]], *, required: bool, may_skip: bool = False
) -> forms.ChoiceField:
    """Who may leave it out can say so, since a radio once chosen cannot be taken back."""
    offered = [*choices, *([(NOTHING, _("Không có ý kiến"))] if may_skip else ())]
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=offered,
        widget=forms.RadioSelect,
        error_messages={"required": _ANSWER_THIS},
    )


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Mã trên phiếu mời"),
        help_text=_(
            "Mã chỉ để mỗi người trả lời một lần; dùng xong mã bị xóa, không gắn với phiếu."
        ),
        max_length=40,
        error_messages={"required": _("Hãy ghi mã có trên phiếu mời.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


def _place_field(places: Sequence[SurveyPlace]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Nơi Ông/Bà đã giao dịch"),
        choices=[("", "—"), *((str(one.pk), one.unit.name) for one in places)],
        error_messages={"required": _("Hãy chọn nơi Ông/Bà đã giao dịch.")},
    )
