"""Word lists: offices, verbs of speech, given names, function words. Nobody in the news."""
