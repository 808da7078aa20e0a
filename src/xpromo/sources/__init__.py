"""Export file → batches of columns: opening and decoding, true line numbers, detection, one module a format."""
