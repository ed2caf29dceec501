from django.urls import path

from contests.stage.devices.socket import stage_socket

# Without session or user: a page of the hall was given the token in the address.
websocket_urlpatterns = [
    path("ws/san-khau/<str:token>/", stage_socket),  # type: ignore[arg-type]  # ASGI
]
