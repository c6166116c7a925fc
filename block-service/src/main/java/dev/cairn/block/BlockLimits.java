package dev.cairn.block;

/** The limits of block I/O, each with its reason. */
public final class BlockLimits {

    /** Data bytes of a chunk: an object of this size lies in one place and leaves by one sendfile. */
    public static final int CHUNK_BYTES_MAX = 64 << 20;

    /** A body of unknown length is cut into chunks of this size: the room that a cut body can leave unused. */
    public static final int PIECE_BYTES = 8 << 20;

    /** Memory that a stream in progress holds. Small enough for G1 not to treat it as humongous. */
    static final int STREAM_BUFFER_BYTES = 256 << 10;

    /** Bodies up to this size share the lane of small ones, so that they never wait for the sync of a large one. */
    static final int SMALL_BODY_BYTES_MAX = 1 << 20;

    /** A large body asks for a sync after this much, so that little is left to sync when its last byte arrives. */
    static final int EARLY_SYNC_BYTES = 8 << 20;

    /**
     * Appends of small bodies at one time: what one sync can acknowledge. Holds 256 MiB of buffers at the very worst.
     */
    static final int SMALL_APPENDS_MAX = 1024;

    /** Appends of large bodies, and of those of unknown length, at one time; together they hold 64 MiB of buffers. */
    static final int LARGE_APPENDS_MAX = 256;

    /** Segment files open for reading: well below the usual 1,024 file handles of a process. */
    static final int OPEN_SEGMENTS_MAX = 512;

    /** Chunks remembered as verified, at most 200 bytes each. */
    static final int VERIFIED_CHUNKS_MAX = 65_536;

    /**
     * File-system space is asked for again after this much was written: other users of the disk may fill it as well.
     */
    static final long SPACE_PROBE_BYTES = 64 << 20;

    private BlockLimits() {}
}
