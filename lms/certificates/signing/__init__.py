"""What signing certificates needs beyond the room of signatures: the serial in a file's reason."""
