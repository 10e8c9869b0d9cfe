"""All semiotic classes: importing this module registers their readers, in the order in which ties are decided."""

from frontend_text.english.reading.calendar import clock, dates, weekdays, years
from frontend_text.english.reading.identifiers import codes, electronic, law, program_code, telephone
from frontend_text.english.reading.quantities import cardinal, fraction, maths, measure, money, ordinal
from frontend_text.english.reading.words import abbreviations, chemistry, joined, pictures, roman

CLASSES = (
    abbreviations, cardinal, chemistry, clock, codes, dates, electronic, fraction, joined, law, maths, measure, money,
    ordinal, pictures, program_code, roman, telephone, weekdays, years,
)  # fmt: skip
"""The modules, each with its class's readers and what they say."""
