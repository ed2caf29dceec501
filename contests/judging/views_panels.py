"""Pages on which organisers set a panel up: how it marks, its rubric, its people, the opening."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.forms import told_in
from contests.judging.access import organised_panel
from contests.judging.forms import NewPanelForm, PanelForm, ReadyRubricForm, RubricItemForm
from contests.judging.members import dismiss
from contests.judging.panels import create_panel, delete_panel, edit_panel, open_panel, panel_faults
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.judging.rubric import move_item, remove_item, save_item, use_ready_rubric
from contests.judging.rubric_tree import full_mark, tree_of
from contests.judging.rules import check_is_draft
from contests.models import Panel, PanelState, RubricItem
from contests.points import hundredths_words
from contests.rules import ContestRefusal
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panels(request: HttpRequest, slug: str) -> HttpResponse:
    contest, at, by = organised_contest(request, slug), timezone.now(), signed_in_user(request)
    form = NewPanelForm(
        request.POST or None, instance=Panel(contest=contest, is_sample=contest.is_sample)
    )
    if request.method == "POST" and form.is_valid():
        made = create_panel(form.instance, by=by, at=at)
        if form.cleaned_data["ready"]:
            use_ready_rubric(made, READY_RUBRICS[form.cleaned_data["ready"]], by=by, at=at)
        messages.success(request, _("Đã lập ban giám khảo. Hãy xem lại thang điểm và mời người."))
        return redirect("contests:panel_desk", slug, made.pk)
    context = {"contest": contest, "form": form, "panels": contest.panels.all()}
    return render(request, "contests/judging/panels.html", context)


@login_required
@require_safe
def panel_desk(request: HttpRequest, slug: str, panel_id: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    tree = tree_of(panel.rubric_items.all())
    is_draft = panel.state == PanelState.DRAFT
    context = {
        "contest": panel.contest,
        "panel": panel,
        "tree": tree,
        "sum": hundredths_words(full_mark(tree)),
        "is_draft": is_draft,
        "faults": panel_faults(panel) if is_draft else [],
        "members": panel.members.current().select_related("user"),
        "works": panel.works.count(),
        "ready_form": ReadyRubricForm(),
    }
    return render(request, "contests/judging/panel.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel_edit(request: HttpRequest, slug: str, panel_id: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    check_is_draft(panel)
    form = PanelForm(request.POST or None, instance=organised_panel(request, slug, panel_id))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_panel(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu cách chấm."))
            return redirect("contests:panel_desk", slug, panel_id)
    context = {"contest": panel.contest, "panel": panel, "form": form}
    return render(request, "contests/judging/panel_form.html", context)


@login_required
@require_POST
def panel_move(request: HttpRequest, slug: str, panel_id: int, step: str) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    steps = {
        "mo-cham": (open_panel, _("Đã mở chấm và phân bài cho giám khảo.")),
        "xoa": (delete_panel, _("Đã xóa bản nháp ban giám khảo.")),
    }
    if step not in steps:
        raise Http404
    act, done = steps[step]
    try:
        act(panel, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("contests:panel_desk", slug, panel_id)
    messages.success(request, done)
    if step == "xoa":
        return redirect("contests:panels", slug)
    return redirect("contests:panel_desk", slug, panel_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("cha")
def rubric_item_new(request: HttpRequest, slug: str, panel_id: int) -> HttpResponse:
    """`cha` is the criterion that gets a part."""
    panel = organised_panel(request, slug, panel_id)
    item = RubricItem(panel=panel)
    parent = request.GET.get("cha", "")
    if parent.isascii() and parent.isdigit() and len(parent) < 12:
        item.parent = panel.rubric_items.filter(pk=int(parent), parent=None).first()
    return _item(request, panel, item)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rubric_item(request: HttpRequest, slug: str, panel_id: int, pk: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    return _item(request, panel, _own_item(panel, pk))


def _item(request: HttpRequest, panel: Panel, item: RubricItem) -> HttpResponse:
    check_is_draft(panel)
    form = RubricItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_item(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu thang điểm."))
            return redirect("contests:panel_desk", panel.contest.slug, panel.pk)
    context = {"contest": panel.contest, "panel": panel, "form": form, "is_new": not item.pk}
    context["parent"] = item.parent
    return render(request, "contests/judging/rubric_item.html", context)


@login_required
@require_POST
def rubric_item_move(
    request: HttpRequest, slug: str, panel_id: int, pk: int, step: str
) -> HttpResponse:
    panel, by, at = (
        organised_panel(request, slug, panel_id),
        signed_in_user(request),
        timezone.now(),
    )
    item = _own_item(panel, pk)
    if step == "xoa":
        remove_item(item, by=by, at=at)
        messages.success(request, _("Đã xóa mục của thang điểm."))
    elif step in {"len", "xuong"}:
        move_item(item, up=step == "len", by=by, at=at)
    return redirect("contests:panel_desk", slug, panel_id)


@login_required
@require_POST
def rubric_ready(request: HttpRequest, slug: str, panel_id: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    form = ReadyRubricForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn một thang điểm mẫu."))
        return redirect("contests:panel_desk", slug, panel_id)
    ready = READY_RUBRICS[form.cleaned_data["ready"]]
    use_ready_rubric(panel, ready, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã dùng thang điểm mẫu. Hãy xem lại từng mục."))
    return redirect("contests:panel_desk", slug, panel_id)


@login_required
@require_POST
def member_dismiss(request: HttpRequest, slug: str, panel_id: int, pk: int) -> HttpResponse:
    panel = organised_panel(request, slug, panel_id)
    member = get_object_or_404(panel.members.select_related("user"), pk=pk)
    try:
        dismiss(member, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bớt khỏi ban giám khảo; bài chưa chấm chuyển người khác."))
    return redirect("contests:panel_desk", slug, panel_id)


def _own_item(panel: Panel, pk: int) -> RubricItem:
    found: RubricItem = get_object_or_404(panel.rubric_items.select_related("parent"), pk=pk)
    found.panel = panel
    return found
