package dev.cairn.api.metadata;

/**
 * What the {@code totl.} attributes of one name add up to.
 *
 * @param sum of the values, wrapping at 64 bits
 * @param count of the attributes, not of the files
 */
public record Total(TotalName name, long sum, long count) {}
