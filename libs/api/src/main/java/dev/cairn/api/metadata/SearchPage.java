package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.util.List;

/**
 * Some inodes that have an attribute, in ascending order.
 *
 * @param isEnd whether these were the last ones of the range that was asked for; a short page without it is not the end
 */
public record SearchPage(List<InodeNumber> inodes, boolean isEnd) {

    public SearchPage {
        inodes = List.copyOf(inodes);
    }
}
