package dev.cairn.api.metadata;

/**
 * Moves the blocks of {@code [sourceOffset, sourceOffset + length)}, as far as the source goes, to the place in the
 * destination that begins at {@code offset}. Offsets and length are unsigned.
 */
public record MoveRequest(
        FileRef source, long sourceOffset, long length, FileRef destination, long offset, FileData.MoveMode mode) {}
