"""What each command of `handhold` does, one file a subject, so that a command imports only what it needs."""
