package dev.cairn.api.metadata;

import java.time.Instant;
import java.util.Optional;

/**
 * Attributes that archive software sets directly (ATX-5); what is empty stays as it is.
 *
 * @param size with {@code isSizeOffline} all of it is offline, else it is one hole
 * @param isSizeOffline whether the content of {@code size} bytes is in the archive
 */
public record DirectChange(
        Optional<Long> dataVersion,
        Optional<Long> size,
        boolean isSizeOffline,
        Optional<Instant> ctime,
        Optional<Instant> crtime,
        Optional<Boolean> retention,
        Optional<Long> project) {

    /** Says nothing; the start for one that says something. */
    public static final DirectChange NONE = new DirectChange(
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Whether nothing is to change. */
    public boolean isNone() {
        return equals(NONE);
    }
}
