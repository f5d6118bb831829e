"""OFD (GB/T 33190) read and drawn as PDF; knows no evidence and no notice."""
