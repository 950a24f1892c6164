"""Checked flows: what an author may write, how it is loaded and what is wrong with it."""
