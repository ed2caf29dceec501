"""The forms of the question list, of the editor, and of a reviewer's note."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.question_list import Filter
from questionbank.authoring.wording import Wording, faults_of
from questionbank.fields import TidyField
from questionbank.models import (
    Audience,
    Axis,
    Difficulty,
    LegalDocument,
    Question,
    QuestionKind,
    QuestionSet,
    Revision,
    RevisionState,
)
from questionbank.question_types.choice_order import LETTERS


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


_WORDS_LOOKED_AT = 500  # characters; a database bears only so many conditions


class FilterForm(forms.Form):
    """Reads the list's filters from the query, and ignores invalid ones."""

    words = TidyField(label=_("Tìm trong câu hỏi"), required=False)
    axis = forms.ModelChoiceField(
        Axis.objects, label=_("Trục"), required=False, empty_label=_("Mọi trục")
    )
    audience = forms.ChoiceField(
        label=_("Đối tượng"), required=False, choices=[("", _("Mọi đối tượng")), *Audience.choices]
    )
    difficulty = forms.ChoiceField(
        label=_("Mức độ"), required=False, choices=[("", _("Mọi mức độ")), *Difficulty.choices]
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[("", _("Mọi tình trạng")), *RevisionState.choices],
    )
    document = forms.ModelChoiceField(
        LegalDocument.objects, label=_("Văn bản"), required=False, empty_label=_("Mọi văn bản")
    )
    set = forms.ModelChoiceField(
        QuestionSet.objects, label=_("Bộ câu hỏi"), required=False, empty_label=_("Mọi bộ")
    )

    def wanted(self) -> Filter:
        self.is_valid()
        said = self.cleaned_data
        axis, document, chosen = said.get("axis"), said.get("document"), said.get("set")
        return Filter(
            words=said.get("words", "")[:_WORDS_LOOKED_AT],
            axis_id=axis.pk if axis else None,
            audience=said.get("audience", ""),
            difficulty=said.get("difficulty", ""),
            state=said.get("state", ""),
            document_id=document.pk if document else None,
            set_id=chosen.pk if chosen else None,
        )


class QuestionForm(forms.Form):
    """Edits one revision; options A to H have the fields `option_A`, `right_A` and so on."""

    kind = QuestionKind.CHOICE
    code = TidyField(
        label=_("Mã câu hỏi"), max_length=40, help_text=_("Mỗi câu một mã, ví dụ TT-001.")
    )
    axis = forms.ModelChoiceField(Axis.objects, label=_("Trục nội dung"))
    audience = forms.ChoiceField(label=_("Đối tượng"), choices=Audience.choices)
    difficulty = forms.ChoiceField(label=_("Mức độ"), choices=Difficulty.choices)
    stem = TidyField(
        label=_("Câu hỏi"),
        required=False,
        widget=_area(3),
        help_text=_("Viết hoa chữ KHÔNG, TRỪ, SAI nếu hỏi theo chiều phủ định; đề thi sẽ in đậm."),
    )
    explanation = TidyField(
        label=_("Giải thích"),
        required=False,
        widget=_area(3),
        help_text=_("Vì sao đúng. Người thi đọc sau khi kỳ thi đóng."),
    )
    document = forms.ModelChoiceField(LegalDocument.objects, label=_("Văn bản làm căn cứ"))
    article = TidyField(label=_("Điều, khoản"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Phương án %(letter)s") % {"letter": letter},
                required=False,
                widget=_area(2),
            )
            self.fields[f"right_{letter}"] = forms.BooleanField(
                label=_("Phương án đúng (%(letter)s)") % {"letter": letter}, required=False
            )
        if question is not None:
            self.fields["code"].disabled = True
            self.fields["axis"].disabled = question.revisions.exclude(published_at=None).exists()

    @classmethod
    def initial_of(cls, revision: Revision) -> dict[str, Any]:
        """Return the editor's first values; the caller selects question and answer key along."""
        right = revision.answer_key.right_options
        return {
            "code": revision.question.code,
            "axis": revision.question.axis_id,
            "audience": revision.audience,
            "difficulty": revision.difficulty,
            "stem": revision.stem,
            "explanation": revision.answer_key.explanation,
            "document": revision.document_id,
            "article": revision.article,
            **{f"option_{LETTERS[n]}": option for n, option in enumerate(revision.options)},
            **{f"right_{LETTERS[n]}": True for n in right},
        }

    def option_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(letter, self[f"option_{letter}"], self[f"right_{letter}"]) for letter in LETTERS]

    def options(self) -> list[str]:
        """Return the options as filled in, "" for an empty row, without trailing empty rows."""
        found = [self.cleaned_data.get(f"option_{letter}", "") for letter in LETTERS]
        while found and not found[-1]:
            found.pop()
        return found

    def right(self) -> list[int]:
        return [n for n, letter in enumerate(LETTERS) if self.cleaned_data.get(f"right_{letter}")]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for fault in faults_of(said, self.options(), self.right(), kind=self.kind):
            place = f"option_{fault.place}" if fault.place in LETTERS else fault.place
            self.add_error("right_A" if place == "right" else place, fault.advice)
        return said

    def wording(self) -> Wording:
        said = self.cleaned_data
        return Wording(
            kind=self.kind,
            stem=said["stem"],
            options=tuple(self.options()),
            right=tuple(self.right()),
            explanation=said["explanation"],
            audience=said["audience"],
            difficulty=said["difficulty"],
            document_id=said["document"].pk,
            article=said["article"],
        )


class NoteForm(forms.Form):
    note = TidyField(label=_("Ghi chú cho người soạn"), required=False, widget=_area(2))


class SetForm(forms.ModelForm):  # type: ignore[type-arg]  # of QuestionSet
    name = TidyField(label=_("Tên bộ câu hỏi"), max_length=120)

    class Meta:
        model = QuestionSet
        fields: ClassVar = ["name", "is_practice"]
        help_texts: ClassVar = {
            "is_practice": _("Câu trong bộ thi thử không bao giờ vào kỳ thi có xếp hạng.")
        }


class ChosenSetForm(forms.Form):
    into = forms.ModelChoiceField(
        QuestionSet.objects, label=_("Bộ câu hỏi"), empty_label=_("Chọn bộ câu hỏi")
    )


def _question_field(label: Any) -> forms.ModelChoiceField[Question]:
    return forms.ModelChoiceField(
        Question.objects,
        to_field_name="code",
        label=label,
        widget=forms.TextInput({"maxlength": 40}),
        error_messages={"invalid_choice": _("Ngân hàng không có câu nào mang mã này.")},
    )


class PairForm(forms.Form):
    one = _question_field(_("Mã câu thứ nhất"))
    other = _question_field(_("Mã câu thứ hai"))
    is_apart = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("one") and said["one"] == said.get("other"):
            self.add_error("other", _("Hãy ghi mã của một câu khác."))
        return said
