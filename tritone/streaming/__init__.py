"""The public model's inside, in the order in which a request meets it."""
