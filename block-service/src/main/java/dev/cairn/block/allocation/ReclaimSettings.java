package dev.cairn.block.allocation;

import java.time.Duration;

/**
 * Settings of the reclaimer.
 *
 * @param grace how long a segment stays after its seal even if nothing lives in it: bytes in it may wait for their
 *     metadata. Too short a time fails such a commit; it never loses data
 * @param period pause between two rounds
 */
public record ReclaimSettings(Duration grace, Duration period) {

    public static ReclaimSettings defaults() {
        return new ReclaimSettings(Duration.ofMinutes(10), Duration.ofSeconds(30));
    }
}
