"""The verbs of a product, and its further prices."""

from django.urls import path

from accord.catalogue import views

URLS = {
    "product": [
        path("<int:pk>/offer/", views.offer, name="offer"),
        path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
        path("<int:pk>/prices/new/", views.price, name="new_price"),
        path("<int:pk>/prices/<int:price_pk>/", views.price, name="price"),
        path("<int:pk>/prices/<int:price_pk>/remove/", views.remove_price, name="remove_price"),
    ]
}
