package dev.cairn.api.metadata;

/**
 * A file after a write.
 *
 * @param offset where the first byte went
 */
public record WriteResult(long offset, Attributes attributes) {}
