"""Addresses of devices in the hall, and of the page that makes their seats."""

from django.urls import URLPattern, path

from contests.stage.devices import views_join, views_screens, views_seats

PUBLIC: list[URLPattern] = [
    path("san-khau/", views_join.stage_entry, name="stage_entry"),
    path("san-khau/<slug:code>/", views_join.stage_join, name="stage_join"),
    *(
        path(
            f"san-khau/<slug:code>/{look}/",
            views_screens.stage_screen,
            {"look": template},
            name=f"stage_{template}",
        )
        for look, template in (("man-hinh", "hall"), ("dong-ho", "floor"), ("lop-phu", "overlay"))
    ),
    *(
        path(
            f"san-khau/<slug:code>/{place}/",
            views_screens.stage_phone,
            {"place": place},
            name=f"stage_phone_{role}",
        )
        for place, role in views_screens.PHONES.items()
    ),
]
ORGANISING: list[URLPattern] = [
    path("<slug:slug>/san-khau/<int:number>/ghe/", views_seats.stage_seats, name="stage_seats"),
    path(
        "<slug:slug>/san-khau/<int:number>/ghe/<int:pk>/thu/",
        views_seats.stage_seat_back,
        name="stage_seat_back",
    ),
]
