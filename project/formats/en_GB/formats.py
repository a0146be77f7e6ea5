"""The format of dates and times in British English.

"12 April 2017", with the month in full, and "12 April 2017, 09:30", on every page.
"""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
MONTH_DAY_FORMAT = "j F"
