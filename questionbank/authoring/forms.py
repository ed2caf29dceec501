"""The forms of the question list, of the editor, and of a reviewer's note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.faults import Fault
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.question_list import Filter
from questionbank.authoring.wording import Wording, faults_of_texts
from questionbank.fields import TextWithTables, TidyField
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
from questionbank.review_models import Tag
from questionbank.uses import uses_by_question
from quizsite.accounts.models import User


def area(rows: int) -> forms.Textarea:
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

    article = TidyField(label=_("Điều, khoản"), required=False)
    kind = forms.ChoiceField(
        label=_("Dạng câu"),
        required=False,
        choices=[("", _("Mọi dạng")), *QuestionKind.choices],
    )
    tag = forms.ModelChoiceField(
        Tag.objects, label=_("Nhãn"), required=False, empty_label=_("Mọi nhãn")
    )
    author = forms.ModelChoiceField(
        User.objects, label=_("Người soạn"), required=False, empty_label=_("Mọi người soạn")
    )
    unused_since = forms.DateField(
        label=_("Chưa dùng từ ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    MORE = ("article", "kind", "tag", "author", "unused_since")

    def narrow(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.MORE]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    def is_narrow(self) -> bool:
        """Say whether one of the conditions that fold away is used."""
        return any(self.data.get(name) for name in self.MORE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authors = self.fields["author"]
        assert isinstance(authors, forms.ModelChoiceField)  # noqa: S101 -- declared above
        written = Revision.objects.exclude(author=None).order_by().values("author")
        authors.queryset = User.objects.filter(pk__in=written)

    def wanted(self) -> Filter:
        self.is_valid()
        said = self.cleaned_data
        axis, document, chosen = said.get("axis"), said.get("document"), said.get("set")
        tag, author, since = said.get("tag"), said.get("author"), said.get("unused_since")
        return Filter(
            words=said.get("words", "")[:_WORDS_LOOKED_AT],
            axis_id=axis.pk if axis else None,
            audience=said.get("audience", ""),
            difficulty=said.get("difficulty", ""),
            state=said.get("state", ""),
            document_id=document.pk if document else None,
            set_id=chosen.pk if chosen else None,
            article=said.get("article", "")[:120],
            kind=said.get("kind", ""),
            tag_id=tag.pk if tag else None,
            author_id=author.pk if author else None,
            used=_used_since(since) if since else None,
        )


def _used_since(day: date) -> frozenset[int]:
    """Questions of rounds that are over and opened on this day or later."""
    found = uses_by_question(at=timezone.now())
    return frozenset(
        question
        for question, uses in found.items()
        if any(timezone.localdate(use.began_at) >= day for use in uses)
    )


class RowsForm(forms.Form):
    """Rows of options to choose from, `option_A`, `right_A` and so on; other kinds make others."""

    kind: ClassVar[QuestionKind] = QuestionKind.CHOICE

    def add_rows(self) -> None:
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Phương án %(letter)s") % {"letter": letter},
                required=False,
                widget=area(2),
            )
            self.fields[f"right_{letter}"] = forms.BooleanField(
                label=_("Phương án đúng (%(letter)s)") % {"letter": letter}, required=False
            )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        return {
            **{f"option_{LETTERS[n]}": option for n, option in enumerate(options)},
            **{f"right_{LETTERS[n]}": True for n in right},
        }

    def option_rows(self) -> list[tuple[Any, ...]]:
        """The letter and the fields of each row."""
        return [(letter, self[f"option_{letter}"], self[f"right_{letter}"]) for letter in LETTERS]

    def options(self) -> list[str]:
        """Return the options as filled in, "" for an empty row, without trailing empty rows."""
        found = [self.cleaned_data.get(f"option_{letter}", "") for letter in LETTERS]
        while found and not found[-1]:
            found.pop()
        return found

    def right(self) -> list[Any]:
        return [n for n, letter in enumerate(LETTERS) if self.cleaned_data.get(f"right_{letter}")]

    def row_faults(self) -> list[Fault]:
        return WRITTEN_KINDS[self.kind].faults_of(self.options(), self.right())

    def losses(self) -> list[Fault]:
        """Find what would be lost if it were stored as it is, though a draft may lack anything."""
        return []


class QuestionForm(RowsForm):
    """Edits one revision. Other kinds have forms with other rows (`forms_rows.FORMS`)."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=10**6)
    code = TidyField(
        label=_("Mã câu hỏi"), max_length=40, help_text=_("Mỗi câu một mã, ví dụ TT-001.")
    )
    axis = forms.ModelChoiceField(Axis.objects.offered(), label=_("Trục nội dung"))
    audience = forms.ChoiceField(label=_("Đối tượng"), choices=Audience.choices)
    difficulty = forms.ChoiceField(label=_("Mức độ"), choices=Difficulty.choices)
    stem = TextWithTables(
        label=_("Câu hỏi"),
        required=False,
        widget=area(3),
        help_text=_(
            "Viết hoa chữ KHÔNG, TRỪ, SAI nếu hỏi theo chiều phủ định; đề thi sẽ in đậm. Bảng: dán "
            "từ Word, Excel, hoặc ghi mỗi hàng một dòng “| ô | ô |”, hàng đầu là tiêu đề. "
            "Chữ tiếng khác ghi {en:one-stop shop} để máy đọc màn hình đọc đúng tiếng."
        ),
    )
    explanation = TidyField(
        label=_("Giải thích"),
        required=False,
        widget=area(3),
        help_text=_("Vì sao đúng. Người thi đọc sau khi kỳ thi đóng."),
    )
    document = forms.ModelChoiceField(
        LegalDocument.objects, label=_("Văn bản làm căn cứ"), required=False
    )
    article = TidyField(label=_("Điều, khoản"), required=False)
    has_no_basis = forms.BooleanField(
        label=_("Không có căn cứ văn bản"),
        help_text=_("Chỉ đánh dấu khi không văn bản nào nói điều này, ví dụ câu về địa phương."),
        required=False,
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows()
        if question is not None:
            self.fields["code"].disabled = True
            self._offer_axes(also=question.axis_id)
            self.fields["axis"].disabled = question.revisions.exclude(published_at=None).exists()

    def _offer_axes(self, *, also: int) -> None:
        axes = self.fields["axis"]
        assert isinstance(axes, forms.ModelChoiceField)  # noqa: S101 -- declared above
        axes.queryset = Axis.objects.offered(also=[also])

    @classmethod
    def initial_of(cls, revision: Revision) -> dict[str, Any]:
        """Return the editor's first values; the caller selects question and answer key along."""
        return {
            "version": revision.number,
            "code": revision.question.code,
            "axis": revision.question.axis_id,
            "audience": revision.audience,
            "difficulty": revision.difficulty,
            "stem": revision.stem,
            "explanation": revision.answer_key.explanation,
            "document": revision.document_id,
            "has_no_basis": revision.document_id is None and "basis" not in revision.lacks.split(),
            "article": revision.article,
            **cls.initial_rows(revision.options, revision.answer_key.right_options),
        }

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        has_basis = not said.get("has_no_basis")
        if has_basis and "document" in said and not said["document"]:
            self.add_error("document", _("Hãy chọn văn bản, hoặc đánh dấu không có căn cứ."))
        elif not has_basis and (said.get("document") or said.get("article")):
            self.add_error("has_no_basis", _("Hãy bỏ đánh dấu, hoặc bỏ văn bản và điều khoản."))
        for fault in (*faults_of_texts(said, has_basis=has_basis), *self.row_faults()):
            place = f"option_{fault.place}" if fault.place in LETTERS else fault.place
            self.add_error("right_A" if place == "right" else place, fault.advice)
        return said

    def wording(self) -> Wording:
        said = self.cleaned_data
        options, right = WRITTEN_KINDS[self.kind].freeze(self.options(), self.right())
        return Wording(
            kind=self.kind,
            stem=said["stem"],
            options=tuple(options),
            right=tuple(right),
            explanation=said["explanation"],
            audience=said["audience"],
            difficulty=said["difficulty"],
            document_id=said["document"].pk if said["document"] else None,
            article=said["article"],
        )


class NoteForm(forms.Form):
    note = TidyField(label=_("Ghi chú cho người soạn"), required=False, widget=area(2))


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
