"""Files that attack the reader, and a reader that must refuse them in bounded time and memory."""
