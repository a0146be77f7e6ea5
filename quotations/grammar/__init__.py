"""Words, sentences, noun phrases and subjects."""
