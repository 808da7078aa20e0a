"""What the HTML format is made of: geometry, cells, colours, and the files that go into every page."""
