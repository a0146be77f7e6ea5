"""The tables of subscriptions."""

from .follow import Digest, Follow, Follower, FollowRequest, Rhythm
from .order import PlacedChange
from .subject import Subject, SubjectKind
from .webhook import Delivery, Webhook

__all__ = [
    "Delivery",
    "Digest",
    "Follow",
    "FollowRequest",
    "Follower",
    "PlacedChange",
    "Rhythm",
    "Subject",
    "SubjectKind",
    "Webhook",
]
