"""The format of dates in Russian.

Without "г." after the year, which would double the full stop of a sentence; months in small letters.
"""

DATE_FORMAT = "j E Y"
YEAR_MONTH_FORMAT = "b Y"
MONTH_DAY_FORMAT = "j E"
