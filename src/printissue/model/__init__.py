"""The model: what an issue, a publication, a theme, a printer and a volume are. Values and tables, no behaviour."""
