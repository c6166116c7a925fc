package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;

/** A part as the client lists it on completion. */
public record PartRef(int number, Bytes tag) {}
