"""The inside of the three models that `tts` calls, and of the same steps in one process."""
