"""The page of data, and the files of the export."""
