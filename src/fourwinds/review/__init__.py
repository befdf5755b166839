"""What to ask a person next, what verdicts are worth, and whether a newly trained model may replace the old one.

Pure functions on records: nothing here reads a file, opens a store or knows a page.
"""
