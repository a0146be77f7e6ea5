"""Finding an excerpt in an article's text, under a declared normalisation."""
