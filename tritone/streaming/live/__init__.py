"""Contexts: utterances whose text comes in pieces, and which their callers may interrupt."""
