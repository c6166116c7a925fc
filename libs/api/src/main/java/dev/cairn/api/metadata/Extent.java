package dev.cairn.api.metadata;

/**
 * A run of file bytes with one place. Extents of a content do not overlap; where there is none, there is a hole that
 * reads as zeros.
 *
 * @param offset first byte in the file
 * @param length bytes, at least 1
 */
public record Extent(long offset, long length, Place place) {

    public Extent {
        if (offset < 0 || length <= 0 || offset + length < 0) {
            throw new IllegalArgumentException("impossible extent: offset " + offset + " length " + length);
        }
    }

    public long end() {
        return offset + length;
    }
}
