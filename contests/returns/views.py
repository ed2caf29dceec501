"""Where devices bring back what was acknowledged before a restore."""

from typing import Any, NamedTuple

import msgspec
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contests.delivery.paper_copy import PaperCopy, read_copy
from contests.delivery.paper_page import tab_settings
from contests.delivery.receipts import Acknowledged, is_signed
from contests.delivery.tokens import read_save_token
from contests.returns.take_back import Fate, Returned, Tab, take_back
from quizsite.accounts.models import User
from quizsite.epochs.epoch import current_epoch
from quizsite.web.origins import is_own_origin

MOST_RECEIPTS = 500
MAX_BODY = 128 * 1024


class _Kept(NamedTuple):
    """One acknowledgement as a device kept it; the text of an answer in words comes last."""

    position: int
    choice: int
    seq: int
    accepted_us: int
    epoch: int
    receipt: str
    text: str = ""

    @property
    def said(self) -> Acknowledged:
        return Acknowledged(*self[:5], text=self.text)


class _Body(msgspec.Struct):
    copy: str
    receipts: list[_Kept]
    ticket: str = ""


_body = msgspec.json.Decoder(_Body)


# No cookie gives the right to bring something back: the signatures of this site do. Who is signed
# in is only noted for organisers, so another site's page is refused by its origin.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def return_saves(request: HttpRequest) -> JsonResponse:
    """GET tells the epoch, by which a page sees that it has something to bring back."""
    epoch = current_epoch()
    if request.method != "POST":
        return JsonResponse({"epoch": epoch})
    if not is_own_origin(_origin_headers(request)):
        return _refused("foreign_origin", _("Yêu cầu không đến từ trang làm bài."), 403)
    read = _read(request, epoch)
    if read is None:
        return _refused("malformed", _("Câu trả lời gửi lại không đúng dạng."), 400)
    copy, brought, tab = read
    user = request.user if isinstance(request.user, User) else None
    returned = take_back(copy, brought, tab=tab, user=user, at=timezone.now())
    return JsonResponse(_told(returned, writer=tab.writer, epoch=epoch))


def _origin_headers(request: HttpRequest) -> dict[bytes, bytes]:
    said = {name: request.headers.get(name, "") for name in ("origin", "referer")}
    said["host"] = request.get_host()
    return {name.encode(): text.encode("latin-1", "replace") for name, text in said.items() if text}


def _refused(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def _read(request: HttpRequest, epoch: int) -> tuple[PaperCopy, list[Acknowledged], Tab] | None:
    """Return the copy, the changes whose receipts are good, and the tab that asks."""
    try:
        data = _body.decode(request.body) if len(request.body) <= MAX_BODY else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    copy = read_copy(data.copy) if data else None
    if data is None or copy is None or len(data.receipts) > MOST_RECEIPTS:
        return None
    brought = [
        kept.said for kept in data.receipts if is_signed(copy.attempt, kept.said, kept.receipt)
    ]
    token = read_save_token(data.ticket)
    is_own = token is not None and token.attempt_id == copy.attempt
    tab = Tab(token.writer, is_of_now=token.epoch == epoch) if token and is_own else Tab(0)
    return copy, brought, tab


def _told(returned: Returned, *, writer: int, epoch: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "state": returned.fate,
        "epoch": epoch,
        "message": _words(returned),
        "answers": returned.answers,
    }
    attempt = returned.attempt
    if returned.fate is Fate.OPEN and attempt is not None and writer:
        attempt.refresh_from_db()
        # A tab that a newer one has replaced meanwhile learns it with its next save.
        attempt.writer = min(returned.writer, attempt.writer)
        answers = attempt.answers.values_list("position", "choice", "seq", "text")
        told["tab"] = tab_settings(attempt, answers=answers, at=timezone.now(), epoch=epoch)
    return told


def _words(returned: Returned) -> str:
    if returned.fate is Fate.WAITING:
        return _(
            "Máy chủ vừa được khôi phục từ bản sao lưu và chưa có bài này, hoặc chưa có đủ. Những"
            " câu máy chủ đã nhận trước đó nay đã gửi lại và chờ ban tổ chức quyết định. Bạn không"
            " phải làm gì; hãy giữ trang này hoặc mở lại sau trên đúng máy này."
        )
    if returned.fate is Fate.REFUSED:
        return _(
            "Ban tổ chức đã quyết định không nhận lại bài này. Cần biết lý do, hãy liên hệ ban tổ"
            " chức."
        )
    if not returned.answers:
        return _("Máy chủ vừa được khôi phục từ bản sao lưu. Các câu đã lưu của bạn vẫn còn đủ.")
    return ngettext(
        "Máy chủ vừa được khôi phục từ bản sao lưu. Máy này đã gửi lại %(n)d câu đã lưu; bạn không"
        " phải làm gì thêm.",
        "Máy chủ vừa được khôi phục từ bản sao lưu. Máy này đã gửi lại %(n)d câu đã lưu; bạn không"
        " phải làm gì thêm.",
        returned.answers,
    ) % {"n": returned.answers}
