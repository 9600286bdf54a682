"""Fitting: fills pages, keeps lines on the grid, and meets page counts."""
