from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from project.monitoring.scrape import make_registry


class Command(BaseCommand):
    help = (
        "Answers Prometheus, at an address of its own: what the processes of this machine have counted,"
        " and what the database says."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="where to listen (%(default)s)")
        parser.add_argument("--port", type=int, default=9464, help="(%(default)s)")

    def handle(self, *, address: str, port: int, **options: Any) -> None:
        if not settings.METRICS_FOLDER:
            raise CommandError("Set PROMETHEUS_MULTIPROC_DIR to a folder, here and for the site and workers.")
        folder = Path(settings.METRICS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        server, thread = start_http_server(port, address, make_registry(folder))
        self.stdout.write(f"Metrics: http://{address}:{port}/metrics")
        try:
            thread.join()
        except KeyboardInterrupt:
            server.shutdown()
