"""One verb a file; the only place that knows several rooms, and where records and columns are exchanged."""
