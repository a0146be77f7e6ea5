"""What people do with a row besides editing it: review, publish, merge, correct."""
