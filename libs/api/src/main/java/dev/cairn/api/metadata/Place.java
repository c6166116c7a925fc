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

    /** Reserved and never written: reads as zeros, counts as nothing. Always whole blocks, also behind the end of the file. */
    record Unwritten() implements Place {}

    /** Whether there are bytes that somebody wrote and that can be read now. */
    default boolean isOnline() {
        return switch (this) {
            case Stored stored -> true;
            case Inline inline -> true;
            case Offline offline -> false;
            case Unwritten unwritten -> false;
        };
    }
}
