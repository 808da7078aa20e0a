"""One file a format; each exports ``report_format``."""
