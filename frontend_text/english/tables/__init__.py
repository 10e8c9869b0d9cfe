"""Tables of the English reader: units, currencies, abbreviations, calendar, places, names of signs."""
