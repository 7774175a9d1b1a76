"""Failed tries within the last hour, by a hash of who and where."""

from django.db import models


class Bucket(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} failures"
