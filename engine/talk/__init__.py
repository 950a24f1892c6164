"""The pure core: events, sessions, guards, the machine and the rules that decide what the coach says."""
