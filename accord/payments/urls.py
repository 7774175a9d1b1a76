"""The verbs of a payment, and the totals of a list of them."""

from django.urls import path

from accord.payments import views

URLS = {
    "payment": [
        path("<int:pk>/pay/", views.pay, name="pay"),
        path("<int:pk>/plan/", views.plan, name="plan"),
        path("<int:pk>/confirm/", views.confirm, name="confirm"),
        path("<int:pk>/cancel/", views.cancel, name="cancel"),
        path("<int:pk>/reopen/", views.reopen, name="reopen"),
    ]
}

urlpatterns = [path("payments/totals/", views.totals, name="payment_totals")]
