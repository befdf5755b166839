"""Records to papers: tables (``table``), the workbook for people (``workbook``), Word papers (``problem_list``)."""
