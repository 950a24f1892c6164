"""Handhold: rules that lead a career conversation, from the text of a flow to the plan a person owns."""
