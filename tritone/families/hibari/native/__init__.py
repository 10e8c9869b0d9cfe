"""The hibari engines in C, and the Python that loads weights into them and checks what it hands over."""
