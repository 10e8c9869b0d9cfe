"""What callers may mark up: SSML, lexicons, and the document that both become."""
