"""What is known of who asks: how a request came, and with which key."""
