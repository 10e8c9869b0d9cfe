"""The runtimes people use today for the same voices, beside Tritone on the same machine with the same texts."""
