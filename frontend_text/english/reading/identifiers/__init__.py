"""Telephone numbers, codes, addresses of the internet, program code, references of law and scripture."""
