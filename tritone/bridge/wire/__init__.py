"""The tensors that pass between clients, `tts` and the models behind it, checked where they enter."""
