from django.urls import path

from accord.administration import roles, views

urlpatterns = [
    path("settings/", views.administration, name="administration"),
    path("settings/people/", views.people, name="people"),
    path("settings/people/new/", views.person, name="new_person"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/deactivate/", views.deactivate, name="deactivate_person"),
    path("settings/people/<int:pk>/reactivate/", views.reactivate, name="reactivate_person"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/new/", roles.role, name="new_role"),
    path("settings/roles/<int:pk>/", roles.role, name="role"),
    path("settings/roles/<int:pk>/copy/", roles.copy_role, name="copy_role"),
    path("settings/roles/<int:pk>/delete/", roles.delete_role, name="delete_role"),
    path("settings/jobs/", views.jobs, name="jobs"),
    path("settings/jobs/<int:pk>/retry/", views.retry, name="retry_job"),
    path("directories/", views.all_directories, name="directories"),
    path("directories/<str:kind>/", views.directory, name="directory"),
    path("directories/<str:kind>/new/", views.entry, name="new_entry"),
    path("directories/<str:kind>/<int:pk>/", views.entry, name="entry"),
    path("directories/<str:kind>/<int:pk>/remove/", views.remove_entry, name="remove_entry"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
