from django.urls import path

from contests.delivery.socket import paper_socket

# These need no session or user: only the paper's owner was given the token in the address.
websocket_urlpatterns = [
    path("ws/bai-thi/<str:token>/", paper_socket),  # type: ignore[arg-type]  # ASGI
]
