package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;

/** A name in a directory and what it refers to. */
public record Entry(Bytes name, Attributes attributes) {}
