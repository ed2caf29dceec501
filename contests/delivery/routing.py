from django.urls import path

from contests.delivery.socket import paper_socket

# Without session or user: the slip in the address was given to the paper's owner.
websocket_urlpatterns = [
    path("ws/bai-thi/<str:slip>/", paper_socket),  # type: ignore[arg-type]  # ASGI
]
