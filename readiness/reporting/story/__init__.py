"""The words of the organisation report: a Release in, finished text out."""
