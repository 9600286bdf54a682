"""printissue: one YAML file per issue in; print, archive and screen PDFs out."""

__version__ = "0.1.0"
