package dev.cairn.api.metadata;

/**
 * The file after a put.
 *
 * @param created whether the put made it
 */
public record PutResult(Attributes attributes, boolean created) {}
