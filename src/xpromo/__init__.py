"""Cross-promotion from the command line: define in YAML, mint links and codes, hand out kits, measure the outcome."""

__version__ = "0.1.0"
