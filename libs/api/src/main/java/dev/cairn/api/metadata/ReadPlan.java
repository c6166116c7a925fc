package dev.cairn.api.metadata;

import java.util.List;

/**
 * How to read a range of a file.
 *
 * @param file the file as it was when the extents were read
 * @param extents those that touch the range, whole, in order; gaps are holes
 * @param covered the extents describe the range up to this offset; ask again from there if it is short of the end
 */
public record ReadPlan(FileView file, List<Extent> extents, long covered) {

    public ReadPlan {
        extents = List.copyOf(extents);
    }
}
