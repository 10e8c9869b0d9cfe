"""Names of the calendar."""

from __future__ import annotations

MONTHS = ("January February March April May June July August September October November December").split()
MONTH_OF = {name: name for name in MONTHS} | {name[:3]: name for name in MONTHS} | {"Sept": "September"}
"""As written with a capital -> in full."""
MONTH_NUMBER = {written.lower(): MONTHS.index(name) + 1 for written, name in MONTH_OF.items()}
"""Written form in small letters -> 1 to 12."""

WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "tu": "Tuesday", "wed": "Wednesday", "weds": "Wednesday",
    "thu": "Thursday", "thur": "Thursday",
    "thurs": "Thursday", "th": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
WEEKDAY_NAMES = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
DAYS_BY_LETTER = {"M": "Monday", "T": "Tuesday", "W": "Wednesday", "F": "Friday"}

TIME_ZONES = frozenset(
    (
        "EST EDT CST CDT MST MDT PST PDT ET CT MT PT GMT UTC BST CET CEST EET EEST IST JST KST AEST AEDT "
        "ACST AWST NZST NZDT HST AKST WET MSK SGT HKT"
    ).split()
)
PARTS_OF_DAY = frozenset("tonight tomorrow today this morning in sharp".split())
