"""What the API has: a module for each resource, or for a few that belong together."""

from . import claims, topics

__all__ = ["claims", "topics"]
