"""Addresses of the desks, under san-khau/<code>/."""

from django.urls import URLPattern, path

from contests.stage.desks import views

_NAMES = {
    "ban-dieu-khien": "host",
    "thu-ky": "secretary",
    "bam-gio": "timekeeper",
    "giam-khao": "juror",
}
PUBLIC: list[URLPattern] = [
    path("san-khau/<slug:code>/bat-dau/", views.stage_start, name="stage_start"),
    *(
        path(
            f"san-khau/<slug:code>/{place}/{ending}",
            view,
            {"place": place},
            name=f"stage_{what}_{_NAMES[place]}",
        )
        for place in views.DESKS
        for ending, what, view in (
            ("", "desk", views.stage_desk),
            ("trang-thai/", "state", views.stage_state),
            ("ghi/", "record", views.stage_record),
        )
    ),
]
