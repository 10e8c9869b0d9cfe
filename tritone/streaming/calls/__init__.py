"""Jobs of all streams packed into calls of the stages, by urgency and by what calls cost."""
