"""The core: findings, rule tables, errors and exit codes, limits, and the files of a workspace."""
