"""The editions: one package per family, each of which turns a raw PDF into finished files."""
