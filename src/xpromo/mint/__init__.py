"""Project to promise: ids, URLs and codes. Pure: no clock, no file, no randomness that isn't handed in."""
