from django.urls import path

from accord.analytics import views

urlpatterns = [
    path("analytics/", views.analytics, name="analytics"),
    path("analytics/income/", views.income, name="income"),
    path("analytics/income/snapshots/", views.take_snapshot, name="take_income_snapshot"),
    path("analytics/income/snapshots/<int:pk>/", views.snapshot, name="income_snapshot"),
    path("analytics/income/snapshots/<int:pk>/discard/", views.discard_snapshot, name="discard_income_snapshot"),
    path("analytics/funnel/", views.funnel, name="funnel"),
]
