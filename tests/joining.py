"""Takes a test client through the pages by which people enter a contest."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from contests.models import Contest


def enter_by_pages(
    client: Client, contest: Contest, said: dict[str, Any], **promised: str
) -> HttpResponse:
    """Send the form of somebody signed in and confirm it; returns the first answer that refuses."""
    answer: Any = client.post(reverse("contests:register", args=[contest.slug]), said)
    if answer.status_code != 302:
        return answer  # type: ignore[no-any-return]
    return client.post(answer.url, promised)  # type: ignore[return-value]
