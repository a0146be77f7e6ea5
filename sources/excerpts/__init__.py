"""Search for an excerpt in an article's text, under a declared normalisation. Start with `search`."""
