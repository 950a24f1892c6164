"""Measures Handhold beside its yardsticks: `python -m bench`. Nothing of the product imports this folder."""
