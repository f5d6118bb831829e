"""The data model: a submission, a scheme, evidence, scores, and how they are written."""
