"""The history of a claim, its permanent versions, and how to cite them."""
