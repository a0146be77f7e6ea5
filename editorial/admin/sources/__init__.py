"""The admin of outlets, articles, captures and background jobs."""
