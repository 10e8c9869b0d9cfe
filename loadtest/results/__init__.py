"""What was measured: the definitions, how it is written down, and the files of earlier runs."""
