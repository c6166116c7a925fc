package dev.cairn.api.metadata;

/**
 * What a stage did.
 *
 * @param stagedBytes bytes that were offline and are online now
 * @param skippedBytes bytes of the request that were not offline and were left alone
 */
public record StageResult(long stagedBytes, long skippedBytes, Attributes attributes) {}
