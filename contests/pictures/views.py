"""The address of a question's picture, for everybody outside the bank."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contests.pictures.rules import may_see_pictures, names_picture
from questionbank.pictures.sending import send_picture
from quizsite.accounts.models import User


@require_safe
def picture(request: HttpRequest, revision_id: int, digest: str, size: str) -> HttpResponse:
    """Who may not see it learns nothing, not even that there is one."""
    user = request.user if isinstance(request.user, User) else None
    if not names_picture(revision_id, digest):
        raise Http404
    if not may_see_pictures(revision_id, user=user, at=timezone.now()):
        raise Http404
    return send_picture(digest, size)
