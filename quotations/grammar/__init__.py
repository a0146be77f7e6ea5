"""Grammar: words, noun phrases, and the subjects of sentences and verbs."""
