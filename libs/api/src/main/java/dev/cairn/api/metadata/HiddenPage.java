package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Some hidden attribute names of an inode, in byte order.
 *
 * @param next behind which name to go on; empty at the end
 */
public record HiddenPage(List<Bytes> names, Optional<Bytes> next) {

    public HiddenPage {
        names = List.copyOf(names);
    }
}
