"""What a new installation has before anybody has typed anything: roles, directories, the pipeline."""

from django.db import transaction

from accord.access import shipped as roles
from accord.deals import shipped as pipelines
from accord.dictionaries import shipped as directories
from accord.history.models import Actor


def install(*, by: Actor) -> None:
    """Make what is missing, all or nothing; what an administrator changed or took away since stays so."""
    with transaction.atomic():
        roles.install(by=by)
        directories.install(by=by)
        pipelines.install(by=by)
