package dev.cairn.replica;

/**
 * A round of a scrub over the whole tree.
 *
 * @param pages that were read
 * @param nanos from the first to the last
 */
public record ScrubReport(long pages, long nanos) {}
