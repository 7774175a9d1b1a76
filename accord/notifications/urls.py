from django.urls import path

from accord.notifications import views
from accord.notifications.live.view import live

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications_read"),
    path("notifications/<int:pk>/open/", views.open_notice, name="notification_open"),
    path("live/", live, name="live"),
]
