"""Home by role, invitations, and those of allauth's pages that are ours: the others are not reachable."""

from allauth.account import views as allauth_views
from django.urls import URLPattern, path, re_path

from evaluator.accounts import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("join/<str:token>/", views.join, name="join"),
    path("accounts/login/", allauth_views.login, name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/password/change/", allauth_views.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth_views.password_set, name="account_set_password"),
    path("accounts/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
