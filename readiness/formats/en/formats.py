"""Dates as 2 March 2026, on pages and in mails alike; other languages keep Django's own."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
MONTH_DAY_FORMAT = "j F"
