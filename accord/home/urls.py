from django.urls import path

from accord.home import navigation, views

urlpatterns = [
    path("", views.home, name="home"),
    path("first-steps/done/", views.put_first_steps_away, name="first_steps_done"),
    path("navigation/", navigation.navigation, name="navigation"),
    path("navigation/<int:pk>/", navigation.navigation, name="navigation_of"),
    path("healthz", views.healthz, name="healthz"),
    path("help/", views.help, name="help"),
    path("help/<str:page>/", views.help, name="help_page"),
]
