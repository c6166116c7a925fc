package dev.cairn.replica;

import dev.cairn.kernel.Position;

/**
 * What it took to bring a tree up to the end of the log, when a term began.
 *
 * @param checkpoint where the tree stood when it was opened
 * @param end the last entry, all are applied
 * @param entries how many were applied since, also while following
 * @param bytes of them
 * @param nanos from the begin of the office to the first command
 */
public record Recovery(Position checkpoint, Position end, long entries, long bytes, long nanos) {}
