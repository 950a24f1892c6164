"""What a trainer shows of a talk: turn by turn, the machine as a picture, why, with guards off, beside another talk."""
