"""Who is who in a text: names, descriptions, pronouns, and the people they mean."""
