"""Who asks the API, and how often: sign-in by token, and the limit of requests."""
