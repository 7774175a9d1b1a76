"""The one thing that happens at start: the contents of the product become known to `records`."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "accord.config"
    label = "config"

    def ready(self) -> None:
        from accord.config.contents import CONTENTS  # models must be loaded first
        from accord.records.contents import install

        install(CONTENTS)
