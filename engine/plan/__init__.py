"""From a session to the plan it leaves behind, every line traceable to the turns it came from."""
