"""What a model's process sees to besides its requests: its memory, its end, and the questions of its launcher."""
