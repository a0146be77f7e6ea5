"""The format of months in Russian: Django's own begins them with a capital inside a sentence."""

YEAR_MONTH_FORMAT = "b Y г."
MONTH_DAY_FORMAT = "j E"
