"""Imports. Exports hang on the addresses of the lists."""

from django.urls import path

from accord.exchange import views

urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/<int:pk>/", views.show, name="import"),
    path("import/<int:pk>/progress/", views.progress, name="import_progress"),
    path("import/<int:pk>/decide/", views.decide, name="import_decide"),
    path("import/<int:pk>/refused/", views.refused_rows, name="import_refused"),
]
