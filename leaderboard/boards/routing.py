from django.urls import path

from leaderboard.boards.socket import board_socket

# Without session or user: a board is public, and thousands watch it.
websocket_urlpatterns = [
    path("ws/bang-xep-hang/<slug:slug>/", board_socket),  # type: ignore[arg-type]  # ASGI
]
