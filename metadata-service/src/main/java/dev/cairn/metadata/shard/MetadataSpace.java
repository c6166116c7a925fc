package dev.cairn.metadata.shard;

/** How full the store of the metadata is, as far as was last seen. Asked by the replica's thread: answers at once. */
@FunctionalInterface
public interface MetadataSpace {

    /** Grows as it needs. */
    MetadataSpace UNLIMITED = () -> new Usage(Long.MAX_VALUE, 0, 0);

    Usage usage();

    /**
     * How full it is.
     *
     * @param totalBytes what it may take
     * @param usedBytes what it takes
     * @param reservedBytes kept back for deletions and background work
     */
    record Usage(long totalBytes, long usedBytes, long reservedBytes) {

        public long freeBytes() {
            return Math.max(0, totalBytes - usedBytes);
        }

        /** Whether only the reserve is free. */
        public boolean isShort() {
            return freeBytes() < reservedBytes;
        }
    }
}
