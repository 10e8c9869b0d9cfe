"""Who may use a server, and what keeps others from reading along."""
