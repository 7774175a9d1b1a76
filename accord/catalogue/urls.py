"""The verbs of a product."""

from django.urls import path

from accord.catalogue import views

URLS = {
    "product": [
        path("<int:pk>/offer/", views.offer, name="offer"),
        path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    ]
}
