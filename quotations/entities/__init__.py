"""Who is who in a text: names, roles, descriptions, pronouns, and whom they mean."""
