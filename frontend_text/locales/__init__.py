"""The languages of the reader: tables of nouns and abbreviations, number spellers, and what is particular to each."""
