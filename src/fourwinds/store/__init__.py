"""Batches, opinions, predictions, verdicts, users, leases, models and audit in one database; ``front.open_store`` opens it."""
