"""All semiotic classes: importing this module registers their readers, in the order in which ties are decided."""

from frontend_text.english.reading.calendar import clock, dates, weekdays, years
from frontend_text.english.reading.identifiers import (
    addresses,
    codes,
    electronic,
    law,
    paths,
    program_code,
    telephone,
)
from frontend_text.english.reading.quantities import (
    cardinal,
    fraction,
    magnitude,
    maths,
    measure,
    money,
    ordinal,
    sizes,
    unit_fractions,
)
from frontend_text.english.reading.words import (
    abbreviations,
    chemistry,
    initials,
    joined,
    pictures,
    roman,
    small_roman,
    titles,
)

CLASSES = (
    abbreviations, addresses, cardinal, chemistry, clock, codes, dates, electronic, fraction, initials, joined, law,
    magnitude, maths, measure, money, ordinal, paths, pictures, program_code, roman, sizes, small_roman, telephone,
    titles, unit_fractions, weekdays, years,
)  # fmt: skip
"""The modules, each with its class's readers and what they say."""
