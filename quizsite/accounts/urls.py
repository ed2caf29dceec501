"""Puts allauth's views under Vietnamese paths with allauth's names, then our own pages."""

from functools import partial

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.urls import build_provider_urlpatterns
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, include, path

from quizsite.accounts import views
from quizsite.accounts.first_staff import views as first_staff
from quizsite.accounts.personal_data import views as personal_data
from quizsite.accounts.signing_in import views_sign_up
from quizsite.accounts.signing_in.code_again import confirm_by_code
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.accounts.signing_in.recent import code_first, recently_confirmed
from quizsite.accounts.signing_in.second_factor import second_factor_first
from quizsite.accounts.units import views_desk, views_lists

confirmed_again = partial(reauthentication_required, app="allauth.account")

_entrance = [
    path("dang-nhap/", generous_per_address(account.login), name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("dang-ky/", views_sign_up.sign_up, name="account_signup"),
    path("dang-ky/nhap-ma/", views_sign_up.sign_up_code, name="account_sign_up_code"),
    path(
        "dang-nhap/bang-ma/",
        generous_per_address(account.request_login_code),
        name="account_request_login_code",
    ),
    path("dang-nhap/nhap-ma/", account.confirm_login_code, name="account_confirm_login_code"),
    path(
        "dang-nhap/bang-khoa/",
        generous_per_address(webauthn.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("dang-nhap/hai-lop/", mfa.authenticate, name="mfa_authenticate"),
    path("dang-nhap/bi-khoa/", account.account_inactive, name="account_inactive"),
    path(
        "dang-ky/xac-nhan-thu/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("dang-ky/xac-nhan-so/", account.verify_phone, name="account_verify_phone"),
    path(
        "quen-mat-khau/",
        generous_per_address(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "quen-mat-khau/nhap-ma/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "quen-mat-khau/mat-khau-moi/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "quen-mat-khau/xong/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
]

_reauthenticate = [
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan/bang-ma/", confirm_by_code, name="account_confirm_by_code"),
    path("xac-nhan/khoa/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]

_account_pages = [
    path("thu-dien-tu/", account.email, name="account_email"),
    path("so-dien-thoai/", account.change_phone, name="account_change_phone"),
    path("mat-khau/", confirmed_again(account.password_change), name="account_change_password"),
    path("mat-khau/dat/", confirmed_again(account.password_set), name="account_set_password"),
    path(
        "thiet-bi/",
        confirmed_again(sessions.list_usersessions, allow_get=True),
        name="usersessions_list",
    ),
    path("hai-lop/", mfa.index, name="mfa_index"),
    path("hai-lop/ung-dung/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "hai-lop/ma-du-phong/tao/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "hai-lop/ma-du-phong/tai/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("hai-lop/khoa/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("hai-lop/khoa/<int:pk>/go/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/sua/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "lien-ket/",
        confirmed_again(social.connections, allow_get=True),
        name="socialaccount_connections",
    ),
    path("lien-ket/dang-ky/", social.signup, name="socialaccount_signup"),
    path("lien-ket/thoi/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("lien-ket/loi/", social.login_error, name="socialaccount_login_error"),
]
# A session that has not shown the account's second factor changes nothing of it.
_account = [
    *_reauthenticate,
    *(
        path(str(page.pattern), second_factor_first(code_first(page.callback)), name=page.name)
        for page in _account_pages
    ),
]

# Who gives a role has just shown a password or code again.
_for_roles = recently_confirmed(reading=False)
_units = [
    path("", views_desk.units, name="units"),
    path("them/", views_desk.unit_new, name="unit_new"),
    path("tinh/", views_lists.province_setup, name="province_setup"),
    path("nhap/", views_lists.units_import, name="units_import"),
    path("nhap/mau.xlsx", views_lists.units_template, name="units_template"),
    path("nhap/<int:pk>/", views_lists.units_import_preview, name="units_import_preview"),
    path("ma/<slug:code>/", views_desk.unit, name="unit"),
    path("ma/<slug:code>/sua/", views_desk.unit_edit, name="unit_edit"),
    path("ma/<slug:code>/ket-thuc/", views_desk.unit_end, name="unit_end"),
    path("ma/<slug:code>/so-can-bo/", views_desk.headcounts, name="headcounts"),
    path(
        "ma/<slug:code>/so-can-bo/<int:pk>/bo/",
        views_desk.headcount_remove,
        name="headcount_remove",
    ),
    path("ma/<slug:code>/dau-moi/", _for_roles(views_desk.contacts), name="contacts"),
    path(
        "ma/<slug:code>/dau-moi/<int:pk>/thu/",
        _for_roles(views_desk.contact_dismiss),
        name="contact_dismiss",
    ),
]
_own: list[URLPattern | URLResolver] = [
    path("tai-khoan/", views.home, name="home"),
    path("tai-khoan/ho-ten/", views.rename, name="rename"),
    path("tai-khoan/du-lieu-ca-nhan/", personal_data.own_data, name="personal_data"),
    path(
        "tai-khoan/du-lieu-ca-nhan/tai/<str:form>/",
        second_factor_first(confirmed_again(personal_data.own_data_file)),
        name="personal_data_file",
    ),
    path(
        "tai-khoan/du-lieu-ca-nhan/yeu-cau/",
        personal_data.ask_request,
        name="data_request",
    ),
    path(
        "tai-khoan/du-lieu-ca-nhan/xoa/",
        second_factor_first(confirmed_again(personal_data.erase)),
        name="personal_data_erase",
    ),
    path("to-chuc/du-lieu-ca-nhan/", personal_data.data_requests, name="data_requests"),
    path("quan-tri-dau-tien/", first_staff.first_staff, name="first_staff"),
    path("quan-tri-dau-tien/<str:secret>/", first_staff.first_staff_link, name="first_staff_link"),
    path("to-chuc/don-vi/", include(_units)),
    path("don-vi/tim/", views.unit_search, name="unit_search"),
    path("dong-y/", views.consent_text, name="consent_text"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *_entrance,
    path("tai-khoan/", include(_account)),
    *build_provider_urlpatterns(),  # /lien-ket/<provider>/login/ and its callback
    path("", include((_own, "accounts"))),
]
