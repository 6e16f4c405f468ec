"""Months of made-up papers on a clock of their own, with troubles at set times."""
