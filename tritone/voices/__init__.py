"""The voices of a machine: what is known of each, and which a server offers."""
