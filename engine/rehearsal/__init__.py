"""The room of rehearsals: a manager practises with a simulated team member and is debriefed."""
