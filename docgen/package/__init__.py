"""What is handed in: file names, manifest, workbook, archive, put in place in one step."""
