"""Charts of the report, as SVG to be put into a page. They print the figures they are given."""
