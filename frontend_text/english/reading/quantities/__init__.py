"""Quantities: numbers, ordinals, fractions, money, measures, mathematics."""
