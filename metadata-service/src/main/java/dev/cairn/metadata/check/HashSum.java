package dev.cairn.metadata.check;

/**
 * A sum over numbers that does not depend on their order: two of them over different numbers differ, but for one chance in
 * 2^64 or so. Not meant against somebody who chooses the numbers.
 */
final class HashSum {

    private long count;
    private long first;
    private long second;

    void add(long number) {
        count++;
        first += mix(number + 0x9E3779B97F4A7C15L);
        second += mix(~number ^ 0xD1B54A32D192ED03L);
    }

    boolean isSameAs(HashSum other) {
        return count == other.count && first == other.first && second == other.second;
    }

    /** The finish of a 64-bit MurmurHash3. */
    static long mix(long number) {
        long mixed = (number ^ number >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
