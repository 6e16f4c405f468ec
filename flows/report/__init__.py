"""The report: a folder of pages on the programs and the sources that opens from disk, without a network."""
