"""Writing through the API: what the desk does, by the desk's own code."""
