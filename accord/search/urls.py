from django.urls import path

from accord.search import views

urlpatterns = [path("find/", views.find, name="find")]
