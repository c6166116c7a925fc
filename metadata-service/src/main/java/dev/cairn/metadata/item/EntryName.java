package dev.cairn.metadata.item;

import dev.cairn.kernel.Bytes;

/** The name of an entry, and whether it is that of a directory: the two make the key. */
public record EntryName(Bytes name, boolean isDirectory) {

    public static EntryName file(Bytes name) {
        return new EntryName(name, false);
    }

    public static EntryName directory(Bytes name) {
        return new EntryName(name, true);
    }
}
