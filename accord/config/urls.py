"""Every address of the product: what each package says in the `urlpatterns` of its `urls.py`, from the root."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path

from accord.config.demo.removing import remove_demo

OURS = [f"{app.name}.urls" for app in apps.get_app_configs() if app.name.startswith("accord.")]

urlpatterns = [
    path("settings/demo/", remove_demo, name="remove_demo"),
    *(
        path("", include(module))
        for module in OURS
        if module != __name__ and find_spec(module) and hasattr(import_module(module), "urlpatterns")
    ),
]

handler400 = "accord.web.views.not_understood"
