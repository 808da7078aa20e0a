"""docs/report.svg, the picture of README.md: what `xpromo report` prints on the demo's data."""


def page() -> str:
    """Return the picture."""
    return ""
