from django.apps import AppConfig


class NotificationsApp(AppConfig):
    name = "accord.notifications"
    label = "notifications"
