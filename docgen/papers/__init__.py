"""What papers say of themselves: their kind, and their fields by their places on the page.

Pure, on the text of pages. Knows no submission, and what stands in no scheme.
"""
