"""Office documents: what they hold, repaired for LibreOffice, and LibreOffice itself."""
