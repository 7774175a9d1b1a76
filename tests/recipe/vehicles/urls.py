from django.urls import path

from accord.records.asking import verb

URLS = {"vehicle": [path("<int:pk>/retire/", verb("vehicle", "retire", "The vehicle is retired."), name="retire")]}
