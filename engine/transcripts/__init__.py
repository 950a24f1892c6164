"""Talks written down with what must happen in them: read, played, judged, counted, and made from finished talks."""
