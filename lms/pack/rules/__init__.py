"""Names of files, and how sheets are finished. Pure."""
