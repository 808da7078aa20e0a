"""One file a view of ``report``; each exports ``view``."""
