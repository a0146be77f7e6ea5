"""The picture that other sites show where somebody shares a claim or a topic."""
