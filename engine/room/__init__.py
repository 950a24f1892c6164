"""A talk held by a whole room: what can be said next, who voted for what, what the tables counted, and two rounds side by side."""
