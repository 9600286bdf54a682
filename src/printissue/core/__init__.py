"""The core: findings, rules, errors and exit codes, limits, and the files of a workspace."""
