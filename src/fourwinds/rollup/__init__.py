"""Opinions to problems: near-duplicates merged, grouped by manifestation, named by an existing wording."""
