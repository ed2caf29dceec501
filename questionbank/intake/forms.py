"""The forms of an intake: files or text, one question, many questions at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.forms import RowsForm
from questionbank.authoring.forms_parts import place_words
from questionbank.authoring.forms_rows import ROWS
from questionbank.fields import TextWithTables, TidyField
from questionbank.importing.formats.registry import ENDINGS
from questionbank.legal_documents.numbers import document_key
from questionbank.models import (
    Audience,
    Axis,
    Difficulty,
    IntakeItem,
    LegalDocument,
    QuestionKind,
)
from questionbank.question_types.choice_order import LETTERS
from quizsite.tables.limits import MAX_BYTES

MOST_FILES = 10
LONGEST_TEXT = 2_000_000
LEAST_ROWS = 3
MOST_ROWS = 17  # of a matching: eight prompts, what parts them, eight targets


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        if len(found) > MOST_FILES:
            raise forms.ValidationError(
                _("Mỗi lần tải tối đa %(limit)s tệp.") % {"limit": MOST_FILES}
            )
        return [super(ManyFilesField, self).clean(one, initial) for one in found]


def _bounds() -> str:
    said = gettext(
        "Word, Excel, PDF có chữ, văn bản… (%(endings)s), mỗi tệp không quá %(megabytes)s MB."
    )
    return said % {"endings": " ".join(ENDINGS), "megabytes": MAX_BYTES // (1024 * 1024)}


class IntakeForm(forms.Form):
    """Files, or text; one of them."""

    file = ManyFilesField(
        label=_("Tệp câu hỏi"),
        help_text=lazy(_bounds, str)(),
        widget=ManyFiles(attrs={"accept": ",".join(ENDINGS)}),
        required=False,
        allow_empty_file=True,  # whoever reads it says so
    )
    text = forms.CharField(
        label=_("Hoặc dán câu hỏi vào đây"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not said.get("file") and not said.get("text", "").strip():
            self.add_error("file", _("Hãy chọn tệp, hoặc dán câu hỏi vào ô bên dưới."))
        return said


class DocumentField(TidyField):
    """A document's number, as people write it; "" for none."""

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        for pk, number in LegalDocument.objects.values_list("pk", "number"):
            if document_key(number) == document_key(said):
                return pk
        raise forms.ValidationError(
            _("Ngân hàng chưa có văn bản “%(said)s”. Hãy thêm ở trang Văn bản, hoặc để trống.")
            % {"said": said[:60]}
        )


def _choices(choices: list[tuple[str, Any]], nothing: Any) -> list[tuple[str, Any]]:
    return [("", nothing), *choices]


class _Belonging(forms.Form):
    """Where a question belongs: the same of one question and of many."""

    axis = forms.ModelChoiceField(
        Axis.objects.offered(), label=_("Trục nội dung"), required=False, empty_label="–"
    )
    audience = forms.ChoiceField(
        label=_("Đối tượng"), required=False, choices=_choices(Audience.choices, "–")
    )
    difficulty = forms.ChoiceField(
        label=_("Mức độ"), required=False, choices=_choices(Difficulty.choices, "–")
    )
    document = DocumentField(
        label=_("Số hiệu văn bản"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"list": "cac-van-ban", "autocomplete": "off"}),
    )

    def belonging(self) -> dict[str, Any]:
        said = self.cleaned_data
        axis = said.get("axis")
        return {
            "axis": axis.pk if axis else None,
            "audience": said.get("audience", ""),
            "difficulty": said.get("difficulty", ""),
            "document": said.get("document"),
        }


class ItemParts(_Belonging):
    """What a question of any kind has beside its rows: nothing of it is required in a draft."""

    stem = TextWithTables(
        label=_("Câu hỏi"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    explanation = TidyField(
        label=_("Giải thích"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )
    article = TidyField(label=_("Điều, khoản"), required=False, max_length=120)
    has_no_basis = forms.BooleanField(label=_("Không có căn cứ văn bản"), required=False)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, item: IntakeItem, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"i{item.pk}", initial=initial)
        self.attached = item.wording.get("pictures", [])
        for one in self.attached:
            place = one["place"]
            self.fields[f"alt_{place}"] = TidyField(
                label=gettext("Lời tả hình (%(place)s)") % {"place": place_words(place)},
                required=False,
                max_length=500,
                help_text=_("Tả điều cần thấy để trả lời, cho người không nhìn được ảnh."),
                initial=one["alt"],
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields[f"drop_{place}"] = forms.BooleanField(
                label=gettext("Bỏ hình này (%(place)s)") % {"place": place_words(place)},
                required=False,
            )

    def pictures(self) -> list[tuple[dict[str, Any], forms.BoundField, forms.BoundField]]:
        """Each picture with the fields of its description and of dropping it."""
        return [
            (one, self[f"alt_{one['place']}"], self[f"drop_{one['place']}"])
            for one in self.attached
        ]

    def parts(self) -> dict[str, Any]:
        said = self.cleaned_data
        kept = [
            {**one, "alt": said.get(f"alt_{one['place']}", "")}
            for one in self.attached
            if not said.get(f"drop_{one['place']}")
        ]
        return {
            **self.belonging(),
            "stem": said["stem"],
            "explanation": said["explanation"],
            "article": said["article"],
            "has_no_basis": said["has_no_basis"],
            **({"pictures": kept} if self.attached else {}),
        }


class ItemForm(ItemParts):
    """A question with options to choose from."""

    kind = QuestionKind.CHOICE

    def __init__(self, data: Any = None, *, item: IntakeItem, initial: dict[str, Any]) -> None:
        super().__init__(data, item=item, initial=initial)
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Phương án %(letter)s") % {"letter": letter},
                required=False,
                max_length=1000,
                widget=forms.Textarea({"rows": 1}),
            )
            self.fields[f"right_{letter}"] = forms.BooleanField(
                label=_("%(letter)s đúng") % {"letter": letter}, required=False
            )

    def option_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """As many as the question has, and one more, at least four."""
        options = self.initial.get("options", [])
        shown = LETTERS[: max(4, min(len(options) + 1, len(LETTERS)))]
        return [(one, self[f"option_{one}"], self[f"right_{one}"]) for one in shown]

    def wording(self) -> dict[str, Any]:
        """Options move up where one between was emptied, and keys and pictures with them."""
        said = self.cleaned_data
        filled = [letter for letter in LETTERS if said.get(f"option_{letter}")]
        right = [n for n, letter in enumerate(filled) if said.get(f"right_{letter}")]
        parts = self.parts()
        if "pictures" in parts:
            moved = {"stem": "stem", **dict(zip(filled, LETTERS, strict=False))}
            parts["pictures"] = [
                {**one, "place": moved[one["place"]]}
                for one in parts["pictures"]
                if one["place"] in moved
            ]
        options = [said[f"option_{letter}"] for letter in filled]
        return {**parts, "options": options, "right": right or None}


class OtherItemForm(RowsForm, ItemParts):
    """A question of another kind, with the rows of the editor."""

    def __init__(self, data: Any = None, *, item: IntakeItem, initial: dict[str, Any]) -> None:
        super().__init__(data, item=item, initial=initial)
        self.add_rows()

    def option_rows(self) -> list[tuple[Any, ...]]:
        """As many rows as are filled in, and one more: many questions stand on one page."""
        rows = super().option_rows()
        if len(rows[0]) == 1:  # fields, no rows
            return rows
        filled = [n for n, row in enumerate(rows) if any(one.value() for one in row[1:])]
        return rows[: max(filled, default=LEAST_ROWS - 2) + 2]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for fault in self.losses():
            place = f"option_{fault.place}" if fault.place in LETTERS else fault.place
            self.add_error(place, fault.advice)
        return said

    def wording(self) -> dict[str, Any]:
        return {**self.parts(), "options": self.options(), "right": self.right() or None}


AnyItemForm = ItemForm | OtherItemForm
_ITEM_FORMS: dict[str, type[OtherItemForm]] = {
    kind: type(f"{rows.__name__}OfItem", (OtherItemForm, rows), {})
    for kind, rows in ROWS.items()
    if kind != QuestionKind.CHOICE
}


def item_form(item: IntakeItem, numbers: dict[int, str], data: Any = None) -> AnyItemForm:
    said = item.wording
    names = ("stem", "explanation", "article", "axis", "audience", "difficulty", "has_no_basis")
    initial = {
        **{name: said.get(name) for name in (*names, "options")},
        "document": numbers.get(said.get("document") or 0, ""),
        "version": item.version,
    }
    kind = said.get("kind") or QuestionKind.CHOICE
    rows = ROWS[kind].initial_rows(said["options"][:MOST_ROWS], said["right"] or [])
    of_kind = _ITEM_FORMS.get(kind, ItemForm)
    return of_kind(data, item=item, initial={**initial, **rows})


class ManyForm(_Belonging):
    """Only what is filled in is set."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.belonging().items() if value}


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Nội dung câu hỏi"), widget=forms.Textarea({"rows": 14}), max_length=20_000
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
