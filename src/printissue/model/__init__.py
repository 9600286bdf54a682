"""The model: issues, publications, themes, printers and volumes as values and tables."""
