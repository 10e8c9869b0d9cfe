"""What many users hear, counted and judged: the parts of the Locust run that need no Locust, and its climb."""
