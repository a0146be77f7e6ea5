"""What our background jobs are called in the admin's list of them."""

from .background_job import TASKS

TASKS.update(
    {
        "find_doubles": "Find probable doubles",
        "forget_readers": "Forget who sent readers’ reports",
    }
)
