from .addition import Addition
from .article import LANGUAGE_LENGTH, Article, is_language_tag, language_validator
from .capture import Capture, CaptureText, Obtained, count_words, text_sha256
from .chain import HistoryBacklog, HistoryLeaves, HistorySeal, HistoryShape
from .dates import not_in_the_future
from .fingerprint import TextFingerprint
from .job import BackgroundJob, JobTrouble
from .link import HostVisit, LinkCheck, Outcome
from .outlet import Outlet

__all__ = [
    "LANGUAGE_LENGTH",
    "Addition",
    "Article",
    "BackgroundJob",
    "Capture",
    "CaptureText",
    "HistoryBacklog",
    "HistoryLeaves",
    "HistorySeal",
    "HistoryShape",
    "HostVisit",
    "JobTrouble",
    "LinkCheck",
    "Obtained",
    "Outcome",
    "Outlet",
    "TextFingerprint",
    "count_words",
    "is_language_tag",
    "language_validator",
    "not_in_the_future",
    "text_sha256",
]
