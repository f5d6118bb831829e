"""The Word forms: their values, their filling, and PDF through LibreOffice."""
