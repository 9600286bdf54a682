"""The version of printissue."""

VERSION = "0.1.0"
