package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Some keys of a bucket in byte order.
 *
 * @param next what to pass as {@link ObjectListRequest#after} to go on; empty at the end
 */
public record ObjectPage(List<Item> items, Optional<Bytes> next) {

    public ObjectPage {
        items = List.copyOf(items);
    }

    /** What a listing shows, in the order of the keys. */
    public sealed interface Item {
        Bytes key();
    }

    /** A file, or an explicit directory whose key ends in "/". */
    public record Key(Bytes key, Attributes attributes) implements Item {}

    /** All keys that start with {@code key}, rolled up. */
    public record CommonPrefix(Bytes key) implements Item {}
}
