"""Imports, and the export that hangs on the addresses of each list."""

from django.urls import path

from accord.exchange import views

urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/<int:pk>/", views.show, name="import"),
    path("import/<int:pk>/progress/", views.progress, name="import_progress"),
    path("import/<int:pk>/decide/", views.decide, name="import_decide"),
    path("import/<int:pk>/refused/", views.refused_rows, name="import_refused"),
]

OF_EVERY_TYPE = [("export/", "export", views.export), ("print/", "print", views.print_view)]
"""Hung on the addresses of each record type by `records.urls`."""
