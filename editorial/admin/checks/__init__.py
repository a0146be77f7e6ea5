"""Checks made when a form is saved: duplicates, proof, affiliations, dates."""
