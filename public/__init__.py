"""The readers' site: a package per page, its view inside. It reads; only a report writes."""
