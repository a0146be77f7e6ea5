"""gunicorn, run inside the demo: there is only one process to stop."""

import signal
import socket
from collections.abc import Callable

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

THREADS = 8  # fewer than the connections in the pool
SECONDS_TO_FINISH = 3  # for requests in progress on a stop signal


class DemoApplication(BaseApplication):
    """The site as gunicorn wants it; `ready` is called once it answers."""

    def __init__(self, listener: socket.socket, ready: Callable[[], None]) -> None:
        self.listener = listener
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self.listener.detach()}",
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": SECONDS_TO_FINISH,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.announce,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def announce(self, worker) -> None:
        if worker.age == 1:  # not when one that died is replaced
            self.ready()

    def load(self):
        from project.wsgi import application

        return application


class DemoArbiter(Arbiter):
    """A gunicorn arbiter that stops when its terminal is closed.

    Gunicorn itself would reload.
    """

    def init_signals(self) -> None:
        ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        super().init_signals()
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_hup(self) -> None:
        self.handle_term()


def serve(listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve on the bound socket `listener` until stopped by a signal.

    The server closes the socket.
    """
    DemoArbiter(DemoApplication(listener, ready)).run()
