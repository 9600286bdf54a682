"""The site: pages, feeds and data of all publications of a workspace, made from a `Library`."""
