"""Tables and pictures that several pages share, computed without a query."""
