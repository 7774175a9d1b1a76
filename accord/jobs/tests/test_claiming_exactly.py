"""However the database joins, a worker gets as many jobs as it asked for."""

from __future__ import annotations

import pytest
from django.db import connection

from accord.jobs.jobs import tidy_queue
from accord.jobs.models import Job

JOINS = ["enable_hashjoin", "enable_material", "enable_mergejoin", "enable_sort", "enable_hashagg"]


@pytest.mark.django_db
def test_a_plan_that_asks_again_for_each_row_takes_no_further_jobs():
    """PostgreSQL once took four jobs where one was asked for; the other three waited until their lease ran out."""
    for number in range(4):
        tidy_queue.enqueue(key=f"job {number}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for join in JOINS:
                cursor.execute(f"SET LOCAL {join} = off")

    claimed = [len(Job.objects.claim("here", 1)) for _ in range(5)]

    assert claimed == [1, 1, 1, 1, 0]
