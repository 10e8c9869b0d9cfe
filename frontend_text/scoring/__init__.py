"""Scores of the text front end: tables of cases, what counts as the same, and all sections in one table."""

from frontend_text.scoring.cases import Case, Score, comparable, read_cases, report, score

__all__ = ["Case", "Score", "comparable", "read_cases", "report", "score"]
