"""Pronunciation rules of Romance languages whose spelling tells the sound."""
