"""Results → text: one document, many formats."""
