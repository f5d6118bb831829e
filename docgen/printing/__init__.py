"""A package on paper: print-ready files, the job ticket, labels, and sending them to a printer."""
