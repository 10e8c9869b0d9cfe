"""NeMo's normalisation grammars: where they lie, how they run, what is made of their output."""
