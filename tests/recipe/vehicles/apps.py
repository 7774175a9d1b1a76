from django.apps import AppConfig


class VehiclesApp(AppConfig):
    """Outside the repository of the product the line of `config/contents.py` is said here."""

    name = "tests.recipe.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from accord.records import contents
        from tests.recipe.vehicles.pages import VehiclePages

        contents.install([*contents.sections(), contents.Section("drive", "Drive", [VehiclePages])])
