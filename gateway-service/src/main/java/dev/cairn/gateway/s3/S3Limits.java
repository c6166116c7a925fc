package dev.cairn.gateway.s3;

import java.time.Duration;

/** Limits of the S3 edge, each with its reason. */
final class S3Limits {

    /** What S3 allows one PUT, one part and the source of one copy. */
    static final long BODY_BYTES_MAX = 5L << 30;
    /** What S3 demands of each part but the last, so that an object has few pieces. */
    static final long PART_BYTES_MIN = 5L << 20;
    /** What S3 allows for names and values of user metadata together. */
    static final int USER_METADATA_BYTES_MAX = 2 << 10;
    /** Keys, uploads and parts in one page, as in S3. */
    static final int PAGE_MAX = 1_000;
    /** Buckets in one answer, as in S3. */
    static final int BUCKETS_MAX = 10_000;
    /** Keys of one multi-object delete, as in S3. */
    static final int DELETE_KEYS_MAX = 1_000;
    /** Deletes of one request that run side by side, so that they share syncs of the log and leave slots to others. */
    static final int DELETES_IN_FLIGHT = 16;
    /** A document of 10,000 parts or 1,000 keys, with every optional member and escapes. */
    static final int DOCUMENT_BYTES_MAX = 8 << 20;
    /** Documents that hold a few settings. */
    static final int SMALL_DOCUMENT_BYTES_MAX = 64 << 10;
    /** Requests served side by side; bounds the memory of bodies in flight. */
    static final int REQUESTS_IN_FLIGHT = 1_024;
    /** How long a request waits for its turn before it is told to slow down. */
    static final Duration TURN_WAIT = Duration.ofSeconds(10);
    /** Open connections; beyond it new ones wait in the backlog. */
    static final int CONNECTIONS_MAX = 10_000;
    /** Request line and headers: a key of 1,024 bytes all encoded, 2 KiB of metadata, a presigned query, and room. */
    static final int HEADER_BYTES_MAX = 32 << 10;

    static final int HEADERS_MAX = 200;
    /** A silent client is dropped after this. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(60);
    /** Bytes of a refused body that are still read, so that the client sees the answer instead of a reset connection. */
    static final int SWALLOW_BYTES_MAX = 16 << 20;
    /** Below it a copy through memory costs less than setting up sendfile. */
    static final long SENDFILE_BYTES_MIN = 64L << 10;
    /** How long requests in flight may take to end when the server closes. */
    static final Duration DRAIN_MAX = Duration.ofSeconds(10);
    /** Different part sizes in a row that are remembered for reads by part number; real uploads have two. */
    static final int PART_RUNS_MAX = 1_000;

    /** Reads that wait for offline data because a directory says so; the other half of the requests is left to the rest. */
    static final int WAITING_READS_MAX = 512;
    /** How long such a read waits, whatever the directory says: S3 clients give up sooner. */
    static final Duration OFFLINE_WAIT_MAX = Duration.ofMinutes(10);

    private S3Limits() {}
}
