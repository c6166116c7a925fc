package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.List;

/**
 * A place for an entry: names to walk from a directory on, the last one being the entry's own.
 *
 * @param base the directory where the walk starts
 * @param names at least one; bytes, not normalised, not interpreted
 */
public record EntryPath(InodeNumber base, List<Bytes> names) {

    public EntryPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a path needs at least one name");
        }
    }

    public Bytes name() {
        return names.getLast();
    }
}
