"""The part of the editor that all kinds of question share: passage and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.faults import too_long
from questionbank.authoring.passages import newest_passages
from questionbank.authoring.picture_words import alt_fault
from questionbank.authoring.wording import (
    LONGEST_PASSAGE,
    Attached,
    PassageText,
    Wording,
    attached_of,
    passage_text_of,
    too_wide,
)
from questionbank.fields import TextWithTables, TidyField
from questionbank.models import Picture, QuestionKind, Revision
from questionbank.pictures.store import keep_picture
from questionbank.question_text import MOST_COLUMNS, widest_table
from questionbank.question_types.choice_order import LETTERS
from quizsite.accounts.models import User
from quizsite.files.pictures import UnreadablePicture
from quizsite.tables.limits import MAX_BYTES

PASSAGE, STEM = "passage", "stem"
PLACES = (PASSAGE, STEM, *LETTERS)
_ROWS_HAVE_NONE = _(
    "Chỉ dạng chọn phương án có hình ở từng phương án (hình gửi lên ở %(letter)s). Hãy đặt hình ở "
    "câu hỏi hoặc đoạn dẫn."
)


@dataclass(frozen=True, slots=True)
class PictureRow:
    """The fields of one place, and the picture that is there already."""

    title: str
    kept: dict[str, Any] | None
    kept_name: str
    file: forms.BoundField
    alt: forms.BoundField
    drop: forms.BoundField

    @property
    def has_errors(self) -> bool:
        return bool(self.file.errors or self.alt.errors or self.file.form.data.get(self.alt.name))


class PartsForm(forms.Form):
    """Keeps an uploaded picture at once, so that a fault elsewhere in the form does not lose it."""

    use_required_attribute = False
    passage_code = TidyField(
        label=_("Mã đoạn dẫn"),
        required=False,
        max_length=40,
        help_text=_("Ví dụ DD-01. Mã đã có thì để trống ô dưới để dùng đoạn đó."),
    )
    passage_text = TextWithTables(
        label=_("Đoạn dẫn"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    passage_place = forms.IntegerField(
        label=_("Thứ tự của câu trong đoạn"), required=False, min_value=0, max_value=99
    )

    def __init__(self, *args: Any, by: User, revision: Revision | None = None, **kw: Any) -> None:
        self.by = by
        self.before = passage_text_of(revision.passage) if revision else None
        self.kept: dict[str, Attached] = {}
        if revision is not None:
            of_passage = self.before.pictures if self.before else ()
            self.kept = {one.place: one for one in (*attached_of(revision.pictures), *of_passage)}
            kw["initial"] = self._initial_of(revision)
        super().__init__(*args, **kw)
        for place in PLACES:
            self.fields.update(_fields_of(place))

    def _initial_of(self, revision: Revision) -> dict[str, Any]:
        said = {f"alt_{place}": one.alt for place, one in self.kept.items()}
        if self.before:
            said |= {"passage_code": self.before.code, "passage_text": self.before.text}
            said["passage_place"] = str(revision.passage_place)
        return said

    def clean(self) -> dict[str, Any]:
        if self.is_bound:
            sent = {place: self._sent_at(place) for place in PLACES}
            self.kept = {place: one for place, one in sent.items() if one}
        self.passage = self._passage()
        return self.cleaned_data

    def _sent_at(self, place: str) -> Attached | None:
        alt = self.cleaned_data.get(f"alt_{place}", "")
        picture = self._picture_at(place)
        if picture is None:
            if alt and not self.errors.get(f"picture_{place}") and not self._drops(place):
                self.add_error(f"picture_{place}", _("Hãy chọn tệp ảnh, hoặc xóa lời tả ảnh."))
            return None
        if fault := alt_fault(alt):
            self.add_error(f"alt_{place}", fault)
        return Attached(place, picture.digest, alt, picture.width, picture.height)

    def _drops(self, place: str) -> bool:
        return bool(self.cleaned_data.get(f"drop_{place}"))

    def _picture_at(self, place: str) -> Picture | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data.get(f"picture_{place}")
        if upload:
            try:
                data = upload.read(MAX_BYTES + 1)
                return keep_picture(data, by=self.by, at=timezone.now())
            except UnreadablePicture as refused:
                self.add_error(f"picture_{place}", str(refused.message))
        digest = self.data.get(f"kept_{place}", "")
        if not digest or self._drops(place):
            return None
        found = Picture.objects.filter(digest=digest[:32]).defer("small", "large").first()
        if found is None:
            self.add_error(f"picture_{place}", _("Hình này không còn. Hãy tải lên lại."))
        return found

    def _passage(self) -> PassageText | None:
        said = self.cleaned_data
        code, text = said.get("passage_code", ""), said.get("passage_text", "")
        picture = self.kept.get(PASSAGE)
        if not code:
            if text or picture:
                self.add_error("passage_code", _("Hãy đặt mã cho đoạn dẫn, ví dụ DD-01."))
            return None
        known = passage_text_of(newest_passages([code]).get(code))
        if not text and known:
            return known
        if fault := self._passage_fault(code, text, known):
            self.add_error(*fault)
        return PassageText(code, text, (picture,) if picture else ())

    def _passage_fault(
        self, code: str, text: str, known: PassageText | None
    ) -> tuple[str, str] | None:
        if not text:
            return "passage_text", _t("Chưa có đoạn dẫn nào mang mã này. Hãy ghi nội dung đoạn.")
        if len(text) > LONGEST_PASSAGE:
            return "passage_text", too_long(LONGEST_PASSAGE)
        if widest_table(text) > MOST_COLUMNS:
            return "passage_text", too_wide()
        is_another = self.before is None or self.before.code != code
        if known and known.text != text and is_another:
            advice = _t(
                "Mã này đã có với nội dung khác. Để trống ô đoạn dẫn để dùng đoạn đã có, hoặc đặt "
                "mã mới."
            )
            return "passage_code", advice
        return None

    def check_rows(self, options: Sequence[str], *, kind: str) -> bool:
        """Refuse a picture beside an option that says nothing, and beside rows of other kinds,
        whose order is not the one written; the other form has the options."""
        for n, letter in enumerate(LETTERS):
            if letter not in self.kept:
                continue
            if kind != QuestionKind.CHOICE:
                self.add_error(None, _ROWS_HAVE_NONE % {"letter": letter})
            elif n >= len(options) or not options[n]:
                advice = _("Phương án này có hình nhưng chưa có chữ. Hãy ghi chữ, ví dụ “Hình 1”.")
                self.add_error(f"picture_{letter}", advice)
        return not self.errors

    def complete(self, wording: Wording) -> Wording:
        place = self.cleaned_data.get("passage_place") or 0
        return replace(
            wording,
            pictures=tuple(one for place, one in self.kept.items() if place != PASSAGE),
            passage=self.passage,
            passage_place=place if self.passage else 0,
        )

    def shown(self) -> dict[str, Any]:
        """What a preview shows."""
        return {
            "pictures": [asdict(one) for one in self.kept.values()],
            "passage": asdict(self.passage) if self.passage else None,
        }

    def has_passage(self) -> bool:
        names = (f for f in self.errors if f.startswith("passage_"))
        return bool(self["passage_code"].value() or any(names))

    def of_passage(self) -> PictureRow:
        return self._row(PASSAGE, _t("Hình của đoạn dẫn"))

    def of_stem(self) -> PictureRow:
        return self._row(STEM, _t("Hình của câu hỏi"))

    def of_options(self) -> dict[str, PictureRow]:
        title = _t("Hình của phương án %(letter)s")
        return {letter: self._row(letter, title % {"letter": letter}) for letter in LETTERS}

    def _row(self, place: str, title: str) -> PictureRow:
        kept = self.kept.get(place)
        return PictureRow(
            title,
            asdict(kept) if kept else None,
            f"kept_{place}",
            self[f"picture_{place}"],
            self[f"alt_{place}"],
            self[f"drop_{place}"],
        )


def place_words(place: str) -> str:
    named = {PASSAGE: _t("đoạn dẫn"), STEM: _t("câu hỏi")}
    return named.get(place) or _t("phương án %(letter)s") % {"letter": place}


def _fields_of(place: str) -> Iterator[tuple[str, forms.Field]]:
    yield (
        f"picture_{place}",
        forms.FileField(
            label=_t("Tệp ảnh (%(place)s)") % {"place": place_words(place)},
            required=False,
            allow_empty_file=True,
            help_text=_("PNG, JPEG, WebP hoặc GIF, đến 10 MB."),
            widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        ),
    )
    yield (
        f"alt_{place}",
        TidyField(
            label=_t("Lời tả ảnh (%(place)s)") % {"place": place_words(place)},
            required=False,
            max_length=500,
            help_text=_("Tả điều cần thấy để trả lời, cho người không nhìn được ảnh."),
        ),
    )
    words = _t("Bỏ hình này (%(place)s)") % {"place": place_words(place)}
    yield f"drop_{place}", forms.BooleanField(label=words, required=False)
