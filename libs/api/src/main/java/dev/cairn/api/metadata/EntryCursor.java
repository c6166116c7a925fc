package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;

/**
 * A position in a directory: a name, and whether the entry of that name that is a directory has been passed. It stays
 * valid for ever, whether or not the name still exists.
 */
public record EntryCursor(Bytes name, boolean isDirectory) {}
