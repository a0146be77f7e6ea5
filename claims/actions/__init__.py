"""What people do that changes several rows at once. One function for each."""

from .publishing import publish_claim, publish_statement, retract_claim, retract_statement

__all__ = ["publish_claim", "publish_statement", "retract_claim", "retract_statement"]
