"""The picture of a person, by the sum of its bytes."""

from django.db import models


class Portrait(models.Model):
    digest = models.CharField(max_length=32, primary_key=True)
    image = models.BinaryField()

    def __str__(self) -> str:
        return self.digest
