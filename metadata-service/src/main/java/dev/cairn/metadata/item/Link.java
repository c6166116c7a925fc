package dev.cairn.metadata.item;

import dev.cairn.kernel.InodeNumber;

/** A name of an inode: where it stands and what it is. */
public record Link(InodeNumber directory, EntryName name) {}
