"""What folders and files of packages are called, wherever they are looked for."""

OUT = "out"
"""The folder of a workspace in which its packages are built."""
DRAFT = "draft"
"""Behind the name of a draft."""

CROSS_REFERENCE_NAME = "对照表.xlsx"
REPORT_NAME = "检查报告.txt"
REPORT_PAGE_NAME = "检查报告.html"

REVIEW_FOLDER = "评审"
"""Beside the packages of a review: what the bureau laid down, and what its reviewers gave."""
RESULTS_MANIFEST_NAME = "review.json"
"""In the folder of a review's results: what they were made of."""
