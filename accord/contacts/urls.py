"""The verbs, below the address of their type."""

from django.urls import path

from accord.contacts import views

URLS = {"contact": [path("<int:pk>/main/", views.make_main, name="make_main")]}
