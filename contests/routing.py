from channels.auth import AuthMiddlewareStack
from django.urls import path

from contests.consumers import AttemptConsumer

websocket_urlpatterns = [
    path("ws/bai-thi/<uuid:code>/", AuthMiddlewareStack(AttemptConsumer.as_asgi())),
]
