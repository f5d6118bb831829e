"""docgen: one folder of data and evidence in, a whole official submission out."""

__version__ = "0.1.0"
