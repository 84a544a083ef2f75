"""The report of an analysed study as frozen values: every number comes from the stored analysis, none is computed here."""
