package dev.cairn.testkit;

import java.security.SecureRandom;

/** Seeds of random tests: printed, and taken from {@code -Dcairn.seed} to repeat a failure. */
public final class Seeds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Seeds() {}

    /** The seed asked for, or a fresh one. */
    public static long next() {
        Long asked = Long.getLong("cairn.seed");
        long seed = asked == null ? RANDOM.nextLong() >>> 1 : asked;
        System.out.println("seed " + seed + " (repeat with -Dcairn.seed=" + seed + ")");
        return seed;
    }
}
