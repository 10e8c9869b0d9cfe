"""How English words sound: dictionaries, homographs by their context, capitals, and a network for what is left."""
