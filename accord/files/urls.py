from django.urls import path

from accord.files import views

app_name = "files"

urlpatterns = [
    path("files/on/<slug:kind>/<int:pk>/", views.on_record, name="on"),
    path("files/<int:pk>/download/", views.download, name="download"),
    path("files/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("files/<int:pk>/rename/", views.rename, name="rename"),
    path("files/<int:pk>/detach/", views.detach, name="detach"),
]
