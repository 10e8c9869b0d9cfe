"""What runs: closed and open loops, the servers they need, and child processes that leave with us."""
