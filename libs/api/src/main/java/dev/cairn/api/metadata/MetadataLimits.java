package dev.cairn.api.metadata;

import java.time.Duration;

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
    /** LIM-10, which is also the largest value of an item. */
    public static final int XATTR_VALUE_BYTES_MAX = 65_535;
    /** So that the attribute form of a list, 4 bytes and 8 an entry, is no longer than an attribute may be. */
    public static final int ACL_ENTRIES_MAX = 8_191;
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
    /** LIM-19: what one stage carries. */
    public static final int STAGE_BYTES_MAX = Integer.MAX_VALUE;
    /**
     * Reads of more bytes than this hold the content's lock; shorter ones end before a freed segment is deleted. Data of
     * larger files that is released stays for its readers until they let go of the lock.
     */
    public static final long UNLOCKED_READ_BYTES_MAX = 64L << 20;
    /** Keeps a transaction below the 256 KiB of a log entry. */
    public static final int QUOTA_RULES_PER_CALL_MAX = 1_000;
    /** LIM-1: the unit of online and offline counts, release and stage. */
    public static final int BLOCK_BYTES = 4_096;

    /** Shorter leases would end while a leader is elected. */
    public static final Duration LEASE_MIN = Duration.ofSeconds(1);
    /** How long at most a client that is gone keeps an inode without a name. */
    public static final Duration LEASE_MAX = Duration.ofHours(1);
    /** One user cannot use up all handles of a shard. */
    public static final int HANDLES_PER_HOLDER_MAX = 10_000;
    /** The reaper looks at all handles every second. */
    public static final int HANDLES_MAX = 100_000;
    /** ALO-1. */
    public static final int INODE_GROUP = 1_024;
    /** Fits in one message; how many there are is counted all the same. */
    public static final int CHECK_FINDINGS_MAX = 1_000;
    /** LIM-7: the longest path that is told (PTH-5). */
    public static final int LINK_PATH_BYTES_MAX = 65_535;

    private MetadataLimits() {}

    /** Blocks that {@code size} bytes occupy, the last one counted whole. */
    public static long blocks(long size) {
        return size / BLOCK_BYTES + (size % BLOCK_BYTES == 0 ? 0 : 1);
    }
}
