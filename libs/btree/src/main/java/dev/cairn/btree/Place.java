package dev.cairn.btree;

/**
 * Where a page lies on disk.
 *
 * @param offset in bytes, a multiple of the block size
 * @param length bytes of the page; the rest of its last block is unused
 * @param crc32c of the page, kept beside its address so that an older page at the same place cannot pass for it
 * @param hasLarge whether it is a leaf that refers to pages of large values
 */
record Place(long offset, int length, int crc32c, boolean hasLarge) {

    /** What the page occupies. */
    long occupied() {
        return occupied(length);
    }

    static long occupied(long length) {
        return (length + TreeLimits.BLOCK_BYTES - 1) / TreeLimits.BLOCK_BYTES * TreeLimits.BLOCK_BYTES;
    }
}
