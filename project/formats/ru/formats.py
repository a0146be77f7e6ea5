"""The format of dates in Russian.

Without "г." after the year, which would double the full stop of a sentence; months in small letters, after a
day in the genitive and on one line with it.
"""

DATE_FORMAT = "j\N{NO-BREAK SPACE}E Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j\N{NO-BREAK SPACE}E"
