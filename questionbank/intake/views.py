"""The pages of an intake: the door, the review, and every step with a question."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionbank.access import bank_page
from questionbank.edit_versions import comparison
from questionbank.importing.columns import QUESTIONS
from questionbank.importing.store import keep_preview
from questionbank.intake import confirming, intakes
from questionbank.intake.forms import AnyItemForm, IntakeForm, ManyForm, TextForm, item_form
from questionbank.intake.listing import VIEWS, review_of, text_of
from questionbank.intake.words import not_taken_rows, notes_in_words
from questionbank.key_views import see_keys_of_intake
from questionbank.models import ImportPreview, Intake, IntakeItem, LegalDocument
from questionbank.rules import check_may_write
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import Refusal
from quizsite.tables.formats import READ_ENDINGS
from quizsite.tables.limits import MAX_BYTES
from quizsite.tables.reader import UnreadableTable, read_upload

WAITING_SHOWN = 30
_OWN_COLUMNS = {column.name for column in QUESTIONS.columns if column.is_required}


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def import_file(request: HttpRequest) -> HttpResponse:
    """The one door: files of any kind or text; our own format keeps its codes."""
    author = signed_in_user(request)
    check_may_write(author)
    is_sent = request.method == "POST"
    form = IntakeForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST" and form.is_valid():
        made = _take_in_all(form, author)
        if len(made) == 1 and not form.errors:
            return redirect(made[0])
        if made:
            messages.success(request, _("Đã đọc %(count)s tệp.") % {"count": len(made)})
            if not form.errors:
                return redirect("questionbank:import_file")
    waiting = Intake.objects.defer("content", "left_out").select_related("uploader")
    context = {"form": form, "waiting": waiting[:WAITING_SHOWN]}
    return render(request, "questionbank/import_file.html", context)


def _take_in_all(form: IntakeForm, author: User) -> list[str]:
    """Addresses of what was taken in; the form says which file was not, and why."""
    made = []
    several = len(form.cleaned_data["file"]) > 1
    for upload in form.cleaned_data["file"]:
        try:
            made.append(_take_in_upload(upload, author))
        except Refusal as refusal:
            said = f"{upload.name}: {refusal.message}" if several else str(refusal.message)
            form.add_error("file", said)
    if text := form.cleaned_data["text"].strip():
        try:
            name = _("Văn bản đã dán")
            made.append(_take_in(text.encode(), name, ".txt", author))
        except Refusal as refusal:
            form.add_error("text", str(refusal.message))
    return made


def _take_in_upload(upload: UploadedFile[bytes], author: User) -> str:
    name = upload.name or ""
    ending = Path(name).suffix.lower()[:10]
    if (preview := _own_format(upload, ending, author)) is not None:
        return reverse("questionbank:import_preview", args=[preview.pk])
    upload.seek(0)
    return _take_in(upload.read(MAX_BYTES + 1), name, ending, author)


def _take_in(content: bytes, name: str, ending: str, author: User) -> str:
    intake = intakes.take_in(content, filename=name, ending=ending, by=author, at=timezone.now())
    return reverse("questionbank:intake", args=[intake.pk])


def _own_format(upload: UploadedFile[bytes], ending: str, author: User) -> ImportPreview | None:
    """A file with every column of ours changes questions by their codes, all or nothing."""
    if ending not in READ_ENDINGS:
        return None
    try:
        raw = read_upload(upload, QUESTIONS)
    except UnreadableTable:
        return None
    if not set(raw.columns) >= _OWN_COLUMNS:
        return None
    return keep_preview(raw, filename=upload.name or "", by=author, at=timezone.now())


# The review.


@require_safe
@bank_page
def intake(request: HttpRequest, intake_id: int) -> HttpResponse:
    found = _seen(request, intake_id)
    return _review(request, found)


def _review(
    request: HttpRequest,
    found: Intake,
    *,
    bound: AnyItemForm | None = None,
    changed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    view = request.GET.get("xem", "can-xem")
    if view not in VIEWS:
        view = "can-xem"
    review = review_of(found, view=view, page=request.GET.get("page", "1"), bound=bound)
    context = {
        "intake": found,
        "review": review,
        "view": view,
        "notes": notes_in_words(found.notes),
        "not_taken": not_taken_rows(found.notes),
        "many": ManyForm(),
        "documents": LegalDocument.objects.values_list("number", "title"),
        "may_take_back": confirming.may_take_back(found),
        "drafts": _drafts(found),
        "changed": changed,
    }
    return render(request, "questionbank/intake.html", context, status=status)


def _drafts(found: Intake) -> list[IntakeItem]:
    if found.confirmed_at is None:
        return []
    return list(found.items.exclude(question=None).defer("source").select_related("question"))


def _seen(request: HttpRequest, intake_id: int) -> Intake:
    """The intake, if this person may see it; the first look of a session is noted."""
    user = signed_in_user(request)
    found = get_object_or_404(Intake.objects.defer("content"), pk=intake_id)
    intakes.check_may_see(user, found)
    intakes.check_not_to_solve(user, found)
    name = f"intake-{found.pk}"
    if name not in request.session:
        see_keys_of_intake(found, questions=found.items.count(), by=user, at=timezone.now())
        request.session[name] = True
    return found


def _item(request: HttpRequest, intake_id: int, item_id: int) -> IntakeItem:
    _seen(request, intake_id)
    items = IntakeItem.objects.select_related("intake", "written_by").defer("intake__content")
    return get_object_or_404(items, pk=item_id, intake=intake_id)


def _back(request: HttpRequest, intake_id: int, item_id: int | None = None) -> HttpResponse:
    address = reverse("questionbank:intake", args=[intake_id])
    view, page = request.GET.get("xem", ""), request.GET.get("page", "")
    query = f"?xem={view}" if view in VIEWS else ""
    if page.isdecimal():
        query += f"{'&' if query else '?'}page={page[:6]}"
    return redirect(f"{address}{query}{f'#cau-{item_id}' if item_id else ''}")


@require_POST
@bank_page
def item_mend(request: HttpRequest, intake_id: int, item_id: int) -> HttpResponse:
    item = _item(request, intake_id, item_id)
    numbers = dict(LegalDocument.objects.values_list("pk", "number"))
    form = item_form(item, numbers, request.POST)
    if not form.is_valid():
        messages.error(request, _("Chưa lưu: hãy xem chỗ báo lỗi của câu."))
        return _review(request, item.intake, bound=form, status=400)
    try:
        intakes.mend_item(
            item,
            wording=form.wording(),
            version=form.cleaned_data["version"],
            by=signed_in_user(request),
            at=timezone.now(),
        )
    except intakes.ItemChanged:
        changed = _beside(item, form, item_form(item, numbers).initial)
        return _review(request, item.intake, bound=form, changed=changed, status=409)
    messages.success(request, _("Đã lưu câu."))
    return _back(request, intake_id, item_id)


def _beside(item: IntakeItem, form: AnyItemForm | TextForm, stored: Any) -> dict[str, Any]:
    """What was typed beside what somebody else has stored; the next save replaces that."""
    said = {name: value for name, value in stored.items() if name != "version"}
    by = item.written_by.full_name if item.written_by else ""
    return comparison(form, said, version=str(item.version), by=by)


@require_POST
@bank_page
def item_step(request: HttpRequest, intake_id: int, item_id: int, step: str) -> HttpResponse:
    item, user = _item(request, intake_id, item_id), signed_in_user(request)
    version, at = _version(request, item), timezone.now()
    if step in ("bo", "lay-lai"):
        intakes.drop_item(item, is_dropped=step == "bo", version=version, by=user, at=at)
        messages.success(request, _("Đã bỏ câu.") if step == "bo" else _("Đã lấy lại câu."))
    elif step == "gop":
        merged = intakes.merge_into_previous(item, version=version, by=user, at=at)
        if merged is None:
            messages.warning(request, _("Đây là câu đầu nên không có câu nào ở trên để gộp vào."))
        else:
            messages.success(request, _("Đã gộp vào câu trên. Hãy xem lại câu đó."))
            return _back(request, intake_id, merged.pk)
    elif step == "doi-dang":
        kind = request.POST.get("kind", "")
        intakes.change_kind(item, kind=kind, version=version, by=user, at=at)
        messages.success(request, _("Đã đổi dạng câu. Hãy xem lại các ô rồi lưu."))
    else:
        raise Http404
    return _back(request, intake_id, item_id)


def _version(request: HttpRequest, item: IntakeItem) -> int:
    said = request.POST.get(f"i{item.pk}-version", "") or request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def item_text(request: HttpRequest, intake_id: int, item_id: int) -> HttpResponse:
    """A question as text: two questions in it become two."""
    item = _item(request, intake_id, item_id)
    intakes.check_open(item.intake)
    form = TextForm(request.POST or None, initial={"text": text_of(item), "version": item.version})
    changed, status = None, 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = intakes.rewrite_item(
                item,
                text=said["text"],
                version=said["version"],
                by=signed_in_user(request),
                at=timezone.now(),
            )
        except intakes.NothingFound as refusal:
            form.add_error("text", str(refusal.message))
        except intakes.ItemChanged:
            changed, status = _beside(item, form, {"text": text_of(item)}), 409
        else:
            messages.success(request, _("Đã đọc lại thành %(count)s câu.") % {"count": len(made)})
            return _back(request, intake_id, made[0].pk)
    context = {"form": form, "item": item, "changed": changed}
    return render(request, "questionbank/intake_text.html", context, status=status)


@require_POST
@bank_page
def many(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Set what was filled in for the ticked questions, or for all that are kept."""
    found, user = _seen(request, intake_id), signed_in_user(request)
    ids = [int(one) for one in request.POST.getlist("item") if one.isdecimal() and len(one) < 18]
    if request.POST.get("whole"):
        ids = list(found.items.filter(is_dropped=False).values_list("pk", flat=True))
    if not ids:
        messages.warning(request, _("Hãy chọn ít nhất một câu, hoặc đánh dấu chọn tất cả."))
        return _back(request, intake_id)
    if request.POST.get("step") == "nhan-de-xuat":
        done = intakes.accept_proposals(found, ids, by=user)
        messages.success(request, _("Đã nhận đề xuất của %(count)s câu.") % {"count": done})
        return _back(request, intake_id)
    form = ManyForm(request.POST)
    if not form.is_valid() or not form.values():
        said = " ".join(str(one) for errors in form.errors.values() for one in errors)
        messages.warning(request, said or _("Hãy chọn điều cần đặt cho các câu."))
        return _back(request, intake_id)
    done = intakes.set_for_many(found, ids, values=form.values(), by=user)
    messages.success(request, _("Đã đặt cho %(count)s câu.") % {"count": done})
    return _back(request, intake_id)


@require_POST
@bank_page
def confirm(request: HttpRequest, intake_id: int) -> HttpResponse:
    found = _seen(request, intake_id)
    done = confirming.confirm_intake(found, by=signed_in_user(request), at=timezone.now())
    said = _("Đã lưu %(drafts)s bản nháp, trong đó %(incomplete)s câu còn thiếu.")
    words = {"drafts": done.drafts, "incomplete": done.incomplete}
    messages.success(request, said % words)
    if done.known:
        told = _("%(count)s câu không lưu vì ngân hàng đã có đúng câu đó.")
        messages.warning(request, told % {"count": done.known})
    return redirect("questionbank:intake", intake_id)


@require_POST
@bank_page
def take_back(request: HttpRequest, intake_id: int) -> HttpResponse:
    found = _seen(request, intake_id)
    count = confirming.take_back(found, by=signed_in_user(request), at=timezone.now())
    said = _("Đã thu lại %(count)s bản nháp. Tệp vẫn chờ ở đây để sửa và lưu lại.")
    messages.success(request, said % {"count": count})
    return redirect("questionbank:intake", intake_id)


@require_POST
@bank_page
def delete(request: HttpRequest, intake_id: int) -> HttpResponse:
    found = _seen(request, intake_id)
    intakes.delete_intake(found, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tệp. Bản nháp đã lưu, nếu có, giữ nguyên."))
    return redirect("questionbank:import_file")


@require_safe
@bank_page
def original(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """The file as it came, to be saved: a browser must not open what strangers wrote."""
    _seen(request, intake_id)
    found = Intake.objects.get(pk=intake_id)
    name = found.filename if "." in found.filename else f"{found.filename}.txt"
    kind = "application/octet-stream"

    return FileResponse(
        BytesIO(bytes(found.content)), as_attachment=True, filename=name, content_type=kind
    )
