package dev.cairn.gateway.data;

import dev.cairn.api.metadata.MetadataLimits;
import java.time.Duration;

/** Limits of the gateway, each with its reason. */
public final class GatewayLimits {

    /**
     * A body up to this size is held in memory, so that it can be sent again when a block-service fails over. Larger ones
     * stream. Bounds the memory of a request.
     */
    public static final int REPLAY_BYTES_MAX = 256 << 10;
    /** Writes of so few bytes to a large file live in the metadata: there, a place in a segment takes hardly less. */
    public static final int INLINE_WRITE_BYTES_MAX = 512;
    /** Bytes of one append: the size of a segment; every append has a deadline of its own. */
    public static final long APPEND_BYTES_MAX = 1L << 30;
    /** Attempts without a byte of progress before a transfer gives up, in case each of them fails at once. */
    public static final int FRUITLESS_ATTEMPTS_MAX = 4;
    /** Reads of more bytes than this hold the content's lock; shorter ones end before a freed segment is deleted. */
    public static final long UNLOCKED_READ_BYTES_MAX = MetadataLimits.UNLOCKED_READ_BYTES_MAX;
    /**
     * Extents asked for at once while a read goes on. So many inline extents are fewer bytes than a page of an answer may
     * hold, so a short answer always means the end of the range.
     */
    public static final int EXTENTS_PER_READ = 256;
    /** Bytes that a copy holds in memory. */
    public static final int COPY_BUFFER_BYTES = 1 << 20;
    /** How often an operation starts over because the file changed under it. */
    public static final int CHANGED_ATTEMPTS_MAX = 5;
    /** Bytes of a JSON body: far above the largest legal one, an attribute value in base64. */
    public static final int JSON_BODY_BYTES_MAX = 256 << 10;
    /** Entries of a page when the client does not say. */
    public static final int PAGE_ENTRIES_DEFAULT = 1_000;

    /** A check reads all metadata; it is given up after this time, so that it does not hold a connection for ever. */
    public static final Duration CHECK_TIME_MAX = Duration.ofHours(1);
    /** How often a request that waits looks whether its client is still there. */
    public static final Duration CLIENT_CHECK_TIME = Duration.ofMillis(500);
    /** Event streams at one time; each holds a connection and asks the service once in a {@link #EVENT_POLL_TIME}. */
    public static final int EVENT_STREAMS_MAX = 256;
    /** How long an event stream waits for news in one call, and so the longest that it holds up a shutdown. */
    public static final Duration EVENT_POLL_TIME = Duration.ofSeconds(1);
    /** Silence after which an event stream says that it lives: below the minute of the usual proxies. */
    public static final Duration EVENT_HEARTBEAT_TIME = Duration.ofSeconds(15);
    /** Places that an event stream asks for at once. */
    public static final int EVENTS_PER_CALL = 1_000;

    private GatewayLimits() {}
}
