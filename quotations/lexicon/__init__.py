"""Word lists: offices, verbs, given names, function words; nobody in the news."""
