package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;

/** An entry of a directory that refers to an inode; (directory, name) is its position. */
public record ReferringEntry(InodeNumber directory, Bytes name, FileType type) {}
