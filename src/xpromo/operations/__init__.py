"""Compose the stages: one file a verb. The only layer that calls two of them."""
