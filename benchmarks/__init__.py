"""Speed beside a peer, in one run, as a ratio. ``python -m benchmarks [NAME…]``; nothing here is a timed test."""
