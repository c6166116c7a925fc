package dev.cairn.metadata.shard;

import dev.cairn.api.metadata.Attributes;

/**
 * How far a change that takes several transactions has come.
 *
 * @param reached where the next one begins
 * @param bytes that this one worked on
 * @param isDone whether there is no next one
 * @param attributes of the file, after it
 */
public record Progress(long reached, long bytes, boolean isDone, Attributes attributes) {}
