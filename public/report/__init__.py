"""The form by which readers report a mistake."""
