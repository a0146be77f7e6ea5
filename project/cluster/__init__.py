"""The site on many machines, all of them this one. Production needs nothing of it."""
