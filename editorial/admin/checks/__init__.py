"""What is checked when a form is saved: duplicates, proof, affiliations, dates."""
