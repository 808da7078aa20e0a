"""One file a model; each exports ``attribution_model``."""
