"""Files to opinions: one reader per format, ``columns`` proposes what each column is, ``split`` cuts answers up."""
