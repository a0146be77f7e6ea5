"""What the API has: a module for each resource, or for a few that belong together."""

from . import claimants, claims, drafts, history, notes, sources, statements, topics

__all__ = ["claimants", "claims", "drafts", "history", "notes", "sources", "statements", "topics"]
