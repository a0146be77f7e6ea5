from .article import Article
from .base import Keyed, KeyedManager, key_validator, on_the_record
from .capture import Capture, CaptureText, Obtained, text_sha256
from .dates import not_in_the_future
from .fingerprint import TextFingerprint
from .job import BackgroundJob, JobTrouble
from .link import HostVisit, LinkCheck, Outcome
from .outlet import Outlet

__all__ = [
    "Article",
    "BackgroundJob",
    "Capture",
    "CaptureText",
    "HostVisit",
    "JobTrouble",
    "Keyed",
    "KeyedManager",
    "LinkCheck",
    "Obtained",
    "Outcome",
    "Outlet",
    "TextFingerprint",
    "key_validator",
    "not_in_the_future",
    "on_the_record",
    "text_sha256",
]
