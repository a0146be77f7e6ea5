"""What a form checks before it saves: duplicates, proof, affiliations."""
