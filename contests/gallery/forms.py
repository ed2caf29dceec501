"""What a reader of the gallery asks for; what cannot be read narrows nothing down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.gallery.shelf import IDEA, WORK, Asked
from contests.models import Contest, ContestState, RoundKind
from questionbank.models import Axis
from quizsite.accounts.models import Unit
from quizsite.language.vietnamese import search_key


class GalleryForm(forms.Form):
    q = forms.CharField(
        label=_("Tìm"), required=False, max_length=100, help_text=_("Không cần gõ dấu.")
    )
    loai = forms.ChoiceField(
        label=_("Loại"),
        required=False,
        choices=[("", _("Bài dự thi và ý tưởng")), (WORK, _("Bài dự thi")), (IDEA, _("Ý tưởng"))],
    )
    cuoc_thi = forms.ModelChoiceField(
        label=_("Cuộc thi"),
        queryset=Contest.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Mọi cuộc thi"),
    )
    truc = forms.ModelChoiceField(
        label=_("Trục nội dung"),
        queryset=Axis.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Mọi trục"),
    )
    don_vi = forms.CharField(
        label=_("Đơn vị"),
        required=False,
        max_length=200,
        help_text=_("Tên đầy đủ, không cần gõ dấu. Gồm cả đơn vị trực thuộc."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contests = self.fields["cuoc_thi"]
        assert isinstance(contests, forms.ModelChoiceField)  # noqa: S101 -- declared above
        contests.queryset = Contest.objects.filter(
            state=ContestState.PUBLISHED, is_rehearsal=False, rounds__kind=RoundKind.WRITTEN
        ).distinct()

    def clean_don_vi(self) -> Unit | None:
        """A code, as links of the gallery write it, or a whole name."""
        said = self.cleaned_data["don_vi"].strip()
        if not said:
            return None
        found: Unit | None = Unit.objects.filter(code=said).first()
        found = found or Unit.objects.filter(search_key=search_key(said)).order_by("pk").first()
        if found is None:
            raise forms.ValidationError(
                _("Không có đơn vị nào tên như vậy. Hãy ghi đúng tên, hoặc để trống ô này.")
            )
        return found

    def asked(self) -> Asked:
        """A wrong field leaves out itself alone."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            words=search_key(said.get("q") or ""),
            kind=said.get("loai") or "",
            contest=said.get("cuoc_thi"),
            axis=said.get("truc"),
            unit=said.get("don_vi"),
        )
