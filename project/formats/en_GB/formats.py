"""How dates read in British English: "12 April 2017", with the whole month, on every page."""

DATE_FORMAT = "j F Y"
