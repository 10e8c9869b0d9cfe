"""Plain text before it is read: Unicode brought to one form, markup taken out, places in the original kept."""
