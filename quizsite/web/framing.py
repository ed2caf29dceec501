"""Which pages other sites may show inside their own: those below one path, and no others."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EMBEDDED = "/nhung/"  # public figures alone, without a form, a script or anything of the reader

GetResponse = Callable[[HttpRequest], HttpResponse]


def framing(get_response: GetResponse) -> GetResponse:
    """Tell the policy of content so. It stands outside of kept pages, which keep no such mark."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(EMBEDDED) and response.status_code == 200:
            setattr(response, "_csp_replace", {"frame-ancestors": ["*"]})  # noqa: B010 -- django-csp reads it
        return response

    return answer
