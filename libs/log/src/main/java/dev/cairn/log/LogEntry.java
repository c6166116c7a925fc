package dev.cairn.log;

import dev.cairn.kernel.Position;

/** An entry that is durable. The array is the reader's own. */
public record LogEntry(Position position, byte[] content) {}
