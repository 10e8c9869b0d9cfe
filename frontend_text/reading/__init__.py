"""A reader for all languages but English: shapes found by rules, said by a table and a number module per language."""
