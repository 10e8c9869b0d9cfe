"""Dates, years, clock times and durations."""
