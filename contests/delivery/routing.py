from django.urls import path

from contests.delivery.socket import paper_socket

# Without session or user: the token in the address was given to the paper's owner.
websocket_urlpatterns = [
    path("ws/bai-thi/<str:token>/", paper_socket),  # type: ignore[arg-type]  # ASGI
]
