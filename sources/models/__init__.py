from .addition import Addition
from .article import Article
from .capture import Capture, CaptureText, Obtained, count_words, text_sha256
from .dates import not_in_the_future
from .fingerprint import TextFingerprint
from .job import BackgroundJob, JobTrouble
from .link import HostVisit, LinkCheck, Outcome
from .outlet import Outlet

__all__ = [
    "Addition",
    "Article",
    "BackgroundJob",
    "Capture",
    "CaptureText",
    "HostVisit",
    "JobTrouble",
    "LinkCheck",
    "Obtained",
    "Outcome",
    "Outlet",
    "TextFingerprint",
    "count_words",
    "not_in_the_future",
    "text_sha256",
]
