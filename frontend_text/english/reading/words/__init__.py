"""Words that are not said as they are written: abbreviations, roman numerals, capitals, formulas, signs."""
