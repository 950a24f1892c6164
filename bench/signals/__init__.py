"""How well labelled public corpora are read, beside what simple rules, trained models and experts reach on them."""

from bench.signals.measure import run

__all__ = ["run"]
