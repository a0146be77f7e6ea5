"""The filter that keeps expected failures of jobs out of the log."""

import logging


def is_news(record: logging.LogRecord) -> bool:
    """Return False for a job that failed for an expected reason.

    The page is gone, for example, or a site is down. Editors see it in their list of jobs; its
    traceback would only hide the unexpected ones.
    """
    error = record.exc_info[1] if record.exc_info else None
    return not getattr(error, "is_expected", False)


class OnlyNews(logging.Filter):
    """A filter of log records that asks `is_news`."""

    def filter(self, record: logging.LogRecord) -> bool:
        return is_news(record)
