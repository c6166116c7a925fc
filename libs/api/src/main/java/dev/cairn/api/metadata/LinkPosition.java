package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;

/** A position among the entries that refer to an inode. The empty name is in front of all of a directory. */
public record LinkPosition(InodeNumber directory, Bytes name) {}
