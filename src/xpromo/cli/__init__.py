"""The command line: says the verb aloud, and is the only reader of the clock and the environment."""
