"""What is measured, each in a scratch database of its own; the last figures are in results.md."""
