"""What readers saw of a claim: how two versions differ, and what may still be shown."""
