"""The editors' site: the Django admin, its workflows, and the pages of Add coverage."""
