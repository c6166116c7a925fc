package dev.cairn.api.metadata;

/** A file without a name, and the handle that keeps it. */
public record TemporaryFile(Handle handle, Attributes attributes) {}
