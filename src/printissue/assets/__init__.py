"""Assets: pictures, SVG, fonts, style sheets, templates and ICC profiles, and where they are found."""
