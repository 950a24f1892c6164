"""The screens: each draws a talk and passes on what the person says; nothing is decided here."""
