package dev.cairn.api.metadata;

import dev.cairn.api.block.Location;
import dev.cairn.kernel.Bytes;

/** Where the bytes of an extent are. */
public sealed interface Place {

    /** In a segment. */
    record Stored(Location location) implements Place {}

    /** In the metadata itself, because they are few. */
    record Inline(Bytes bytes) implements Place {}

    /** In the archive alone; they must be staged before they can be read. */
    record Offline() implements Place {}

    default boolean isOnline() {
        return !(this instanceof Offline);
    }
}
