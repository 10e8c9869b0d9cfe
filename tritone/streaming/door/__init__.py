"""Who is let in, and when: admission by the measured cost of calls and by what listeners have in hand."""
