"""Inputs that nobody means: what is sent, what is looked for, and the command that goes on for so many minutes."""
