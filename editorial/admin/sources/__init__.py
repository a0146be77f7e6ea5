"""The admin of what was published: outlets, articles, captures, and their background jobs."""
