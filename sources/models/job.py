"""Background jobs."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from procrastinate.contrib.django.models import ProcrastinateJob


class BackgroundJob(ProcrastinateJob):
    """A background job that waits, runs, or has ended: the queue's own row, read only."""

    class Meta:
        proxy = True
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"Background job {self.pk}"


class JobTroubleManager(models.Manager["JobTrouble"]):
    def record_failure(self, job_id: int, sentence: str, now: datetime) -> None:
        """Record why job `job_id` failed this time, in place of earlier reasons."""
        self.update_or_create(job_id=job_id, defaults={"sentence": sentence[:300], "at": now})


class JobTrouble(models.Model):
    """The reason for a background job's last failure, in words for editors.

    The queue itself (procrastinate's tables) knows only that it failed. Deleted with the job.
    """

    job_id = models.BigIntegerField(primary_key=True)
    sentence = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects: ClassVar[JobTroubleManager] = JobTroubleManager()

    def __str__(self) -> str:
        return self.sentence
