"""English: how it is written (rules, numbers, names of symbols) and how it sounds."""
