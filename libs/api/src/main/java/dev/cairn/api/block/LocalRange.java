package dev.cairn.api.block;

import java.nio.file.Path;

/** Verified bytes that this process can reach as a range of a file, fit for sendfile. */
public record LocalRange(Path file, long offset, long length) {}
