package dev.cairn.api.metadata;

/** Limits of the metadata calls, each with its reason. */
public final class MetadataLimits {

    /** POSIX names. */
    public static final int NAME_BYTES_MAX = 255;
    /** A component of an S3 key may be as long as the key. */
    public static final int OBJECT_NAME_BYTES_MAX = 1024;
    /** What S3 allows a key, and therefore a path inside a bucket. */
    public static final int KEY_BYTES_MAX = 1024;
    /** PATH_MAX without the final NUL. */
    public static final int PATH_BYTES_MAX = 4095;
    /** Bounds the walk of a path; a key of 1,024 slashes fits. */
    public static final int PATH_DEPTH_MAX = 1100;
    /** SYM-1 of the behaviour reference. */
    public static final int SYMLINK_TARGET_BYTES_MAX = 4095;
    /** LIM-9. */
    public static final int XATTR_NAME_BYTES_MAX = 255;
    /** LIM-10: the largest value of an item leaves room for the codec. */
    public static final int XATTR_VALUE_BYTES_MAX = 65_000;
    /** An item of this size still shares a 16 KiB page with three others. */
    public static final int INLINE_BYTES_MAX = 3_072;
    /** Keeps a transaction below the 256 KiB of a log entry. */
    public static final int EXTENTS_PER_CALL_MAX = 1_000;
    /** Entries, changes, parts and waiters a page of an answer holds at most. */
    public static final int PAGE_ENTRIES_MAX = 10_000;
    /** Bytes of names and attributes in one page of an answer, so that it fits in one message. */
    public static final int PAGE_BYTES_MAX = 2 << 20;
    /** What S3 allows. */
    public static final int PART_NUMBER_MAX = 10_000;
    /** LIM-8. */
    public static final int LINKS_MAX = Integer.MAX_VALUE;
    /** LIM-4: signed 64-bit offsets. */
    public static final long FILE_BYTES_MAX = Long.MAX_VALUE;
    /** Keeps a transaction below the 256 KiB of a log entry. */
    public static final int QUOTA_RULES_PER_CALL_MAX = 1_000;
    /** LIM-1: the unit of online and offline counts, release and stage. */
    public static final int BLOCK_BYTES = 4_096;

    private MetadataLimits() {}

    /** Blocks that {@code size} bytes occupy, the last one counted whole. */
    public static long blocks(long size) {
        return size / BLOCK_BYTES + (size % BLOCK_BYTES == 0 ? 0 : 1);
    }
}
