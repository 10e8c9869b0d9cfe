"""Which sentences end with another melody than a statement: questions that rise, exclamations."""
