"""The admin of claims, statements, citations, claimants and topics."""
