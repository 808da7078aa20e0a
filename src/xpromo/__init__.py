"""Cross-promotion from the command line: define it in YAML, mint links and codes, hand out kits, measure what came back."""

__version__ = "0.1.0"
