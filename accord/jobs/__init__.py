"""Work in the background: the queue, the worker and the clocks.

A *job* is a function declared with `@job` in some package's `jobs.py` (a task is what people do). Asking for it is an
ordinary insert in the caller's transaction, so there is no job for a thing that was rolled back and none is forgotten
for one that was committed. The worker claims jobs with one statement, and an ordinary job's effects and its completion
commit together, so that each job takes effect exactly once, whatever is killed when. Long work is declared with
`steps=True`, commits step by step and goes on behind the last one.

    @job
    def greet(contact_id: int) -> None: ...

    greet.enqueue(contact.pk)                                   # once this transaction commits
    greet.enqueue(contact.pk, key=f"greet-{contact.pk}", after=timedelta(hours=1))

Clocks are lines in `config/recurring.py`. Jobs know ids and not objects, and nothing here knows what they mean.
"""

from accord.jobs.clocks import Every
from accord.jobs.declaring import DeclaredJob, Run, job

__all__ = ["DeclaredJob", "Every", "Run", "job"]
