"""What people fill in about questions, documents and files."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.question_list import Filter
from questionbank.authoring.wording import Wording, faults_of
from questionbank.importing.cells import document_key
from questionbank.models import (
    Audience,
    Axis,
    Difficulty,
    LegalDocument,
    Question,
    Revision,
    RevisionState,
)
from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese as text
from quizsite.tables.limits import MAX_BYTES


class TidyField(forms.CharField):
    """Text as the bank keeps it: NFC, single spaces, no legacy letters."""

    def to_python(self, value: Any) -> Any:
        return text.tidy(super().to_python(value) or "")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


_WORDS_LOOKED_AT = 500  # characters; a database bears only so many conditions


class FilterForm(forms.Form):
    """The list's filters, from the query; what does not fit is left out."""

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

    def wanted(self) -> Filter:
        self.is_valid()
        said = self.cleaned_data
        axis, document = said.get("axis"), said.get("document")
        return Filter(
            words=said.get("words", "")[:_WORDS_LOOKED_AT],
            axis_id=axis.pk if axis else None,
            audience=said.get("audience", ""),
            difficulty=said.get("difficulty", ""),
            state=said.get("state", ""),
            document_id=document.pk if document else None,
        )


class QuestionForm(forms.Form):
    """One revision's text; options A to H stand in fields `option_A`, `right_A` and so on."""

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
        """What the editor starts from; the caller selects question and answer key along."""
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
        """As filled in, "" for a row left empty; trailing empty rows are gone."""
        found = [self.cleaned_data.get(f"option_{letter}", "") for letter in LETTERS]
        while found and not found[-1]:
            found.pop()
        return found

    def right(self) -> list[int]:
        return [n for n, letter in enumerate(LETTERS) if self.cleaned_data.get(f"right_{letter}")]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for fault in faults_of(
            said.get("stem", ""),
            self.options(),
            self.right(),
            explanation=said.get("explanation", ""),
            article=said.get("article", ""),
        ):
            place = f"option_{fault.place}" if fault.place in LETTERS else fault.place
            self.add_error("right_A" if place == "right" else place, fault.advice)
        return said

    def wording(self) -> Wording:
        said = self.cleaned_data
        return Wording(
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


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # none at run time
    class Meta:
        model = LegalDocument
        fields = (
            "number",
            "title",
            "issued_on",
            "in_force_from",
            "in_force_until",
            "replaced_by",
        )
        widgets: ClassVar = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("issued_on", "in_force_from", "in_force_until")
        }
        # "Đến" would be read as the last day in force.
        labels: ClassVar = {"in_force_until": _("Hết hiệu lực từ")}
        help_texts: ClassVar = {
            "number": _("Ví dụ 76/NQ-CP."),
            "in_force_until": _("Ngày đầu tiên văn bản không còn hiệu lực."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = LegalDocument.objects.exclude(pk=self.instance.pk)
        successor = self.fields["replaced_by"]
        assert isinstance(successor, forms.ModelChoiceField)  # noqa: S101 -- it is a foreign key
        successor.queryset = others
        successor.empty_label = str(_("Chưa bị thay thế"))

    def clean_number(self) -> str:
        number = text.tidy(self.cleaned_data["number"])
        others = LegalDocument.objects.exclude(pk=self.instance.pk)
        known = {document_key(other) for other in others.values_list("number", flat=True)}
        if document_key(number) in known:
            raise forms.ValidationError(_("Văn bản này đã có trong ngân hàng."))
        return number

    def clean_title(self) -> str:
        return text.tidy(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("in_force_from"), said.get("in_force_until")
        if since and until and until <= since:
            self.add_error("in_force_until", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        successor = said.get("replaced_by")
        if successor and self.instance.pk and _leads_to(successor, self.instance.pk):
            self.add_error("replaced_by", _("Hai văn bản không thể thay thế lẫn nhau."))
        return said


def _leads_to(document: LegalDocument, target: int) -> bool:
    after = dict(LegalDocument.objects.values_list("pk", "replaced_by_id"))
    seen: set[int] = set()
    step: int | None = document.pk
    while step is not None and step not in seen:
        seen.add(step)
        step = after.get(step)
    return target in seen


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp câu hỏi"),
        help_text=_("Tệp .xlsx hoặc .csv theo tệp mẫu, không quá 10 MB và 5.000 câu."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={"empty": _("Tệp rỗng. Hãy chọn lại tệp có câu hỏi.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn."))
        return upload
