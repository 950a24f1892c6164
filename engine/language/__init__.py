"""What people type, read as dialogue acts, signs, items and values, each with the words that show it."""
