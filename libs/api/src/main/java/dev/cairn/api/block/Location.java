package dev.cairn.api.block;

/**
 * Where a run of file bytes lies.
 *
 * <p>A segment holds chunks; a chunk is a header, contiguous bytes and their checksums. A location names a run inside
 * one chunk, so it can be cut without touching the data.
 *
 * @param segment the segment
 * @param chunk offset of the chunk's header in the segment, in bytes
 * @param skip first byte of the run, counted from the first data byte of the chunk
 * @param length bytes of the run
 * @param crc32c identity of the chunk: the CRC32C of all its data, also of what the run leaves out. It follows from the
 *     checksums of the chunk's blocks, so a reader of a part verifies it without reading the rest, and the CRC32Cs of
 *     whole chunks in a row join to that of the object. A chunk that was replaced, torn or misplaced shows
 */
public record Location(SegmentId segment, long chunk, long skip, long length, int crc32c) {

    public Location {
        if (chunk < 0 || skip < 0 || length <= 0) {
            throw new IllegalArgumentException(
                    "impossible location: chunk " + chunk + " skip " + skip + " length " + length);
        }
    }

    /** The part {@code [from, from + count)} of this run. */
    public Location slice(long from, long count) {
        if (from < 0 || count <= 0 || from + count > length) {
            throw new IllegalArgumentException("no part " + from + "+" + count + " in a run of " + length + " bytes");
        }
        return new Location(segment, chunk, skip + from, count, crc32c);
    }
}
