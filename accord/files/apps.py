from django.apps import AppConfig


class FilesApp(AppConfig):
    name = "accord.files"
    label = "files"
