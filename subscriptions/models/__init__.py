"""The tables of subscriptions."""

from .follow import Digest, Follow, Follower, FollowRequest, Rhythm
from .order import PlacedChange
from .subject import Subject, SubjectKind

__all__ = [
    "Digest",
    "Follow",
    "FollowRequest",
    "Follower",
    "PlacedChange",
    "Rhythm",
    "Subject",
    "SubjectKind",
]
