from django.db import models
from procrastinate.contrib.django.models import ProcrastinateJob


class BackgroundJob(ProcrastinateJob):
    """A piece of work that waits for a worker, runs, or has ended. The queue's own row, read only."""

    class Meta:
        proxy = True
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"Background job {self.pk}"


class JobTroubleManager(models.Manager):
    def record_failure(self, job_id: int, sentence: str, now) -> None:
        """Keep why job `job_id` did not succeed this time; the last reason stands."""
        self.update_or_create(job_id=job_id, defaults={"sentence": sentence[:300], "at": now})


class JobTrouble(models.Model):
    """Why a background job failed when it last did, in words for editors.

    The queue itself (procrastinate's tables) knows only that it failed. Goes with the job.
    """

    job_id = models.BigIntegerField(primary_key=True)
    sentence = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects = JobTroubleManager()

    def __str__(self) -> str:
        return self.sentence
