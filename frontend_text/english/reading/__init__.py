"""The English reader: candidates for what a stretch of text is, chosen by context, each said by its class."""
