"""The format of dates in British English.

"12 April 2017", with the month in full, on every page.
"""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
