"""What is worth a line in the log."""

import logging


def is_news(record: logging.LogRecord) -> bool:
    """False for a job that failed as jobs do: the page is gone, a site is down. Editors see it in
    their list of jobs; a traceback of it would only hide the real ones."""
    error = record.exc_info[1] if record.exc_info else None
    return not getattr(error, "is_expected", False)


class OnlyNews(logging.Filter):
    """Lets `is_news` decide."""

    def filter(self, record: logging.LogRecord) -> bool:
        return is_news(record)
