"""Add voices to this machine and remove them: from files, folders, Piper's catalogue and package registries."""
