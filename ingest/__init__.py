"""Files to documents: read, structure, cut, embed, stage and publish."""
