package dev.cairn.api.metadata;

/**
 * Two files after a move.
 *
 * @param movedBlocks blocks that are in the destination now and were in the source before
 */
public record MoveResult(long movedBlocks, Attributes source, Attributes destination) {}
