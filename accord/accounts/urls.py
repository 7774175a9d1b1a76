"""Sign-in and one's own settings. Only the flows we offer: no signing up, no managing of addresses."""

from allauth.account import views as allauth
from django.urls import path, re_path

from accord.accounts import views

urlpatterns = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/signup/", views.closed, name="account_signup"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth.password_set, name="account_set_password"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/become/<str:username>/", views.become, name="become"),
    path("people/", views.colleagues, name="colleagues"),
    path("people/<int:pk>/", views.colleague, name="colleague"),
    path("portraits/<slug:digest>/", views.portrait, name="portrait"),
    path("profile/", views.profile, name="profile"),
    path("profile/settings/", views.settings, name="profile_settings"),
    path("profile/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("profile/sessions/<str:key>/end/", views.end_session, name="end_session"),
]
