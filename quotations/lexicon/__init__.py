"""Word lists: offices, verbs of speech, given names, function words; nobody in the news."""
