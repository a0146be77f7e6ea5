from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from procrastinate import App


class MonitoringConfig(AppConfig):
    """The app that tells operators how the site fares. It has no tables."""

    name = "project.monitoring"

    def ready(self) -> None:
        """Have connections to the database watched, if anything is to be told of them."""
        from .queries import observers, watch

        if settings.METRICS_FOLDER:
            from .measuring import measure_query

            observers.append(measure_query)
        if settings.SQL_COMMENTS or settings.SLOW_QUERY_MS or settings.METRICS_FOLDER:
            connection_created.connect(watch)


def prepare_jobs(app: App) -> None:
    """Have jobs keep the numbers of requests, and be measured: PROCRASTINATE_ON_APP_READY."""
    from .request_ids import IdentifyingJobManager, identify_job

    app.job_manager = IdentifyingJobManager(app.connector)
    middleware = app.worker_defaults["worker_middleware"] = [identify_job]
    if settings.METRICS_FOLDER:
        from .measuring import measure_job

        middleware.append(measure_job)
