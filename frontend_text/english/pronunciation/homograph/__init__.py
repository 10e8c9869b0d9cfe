"""Words that are said in more than one way: which one is meant."""
