package dev.cairn.testkit.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a search was, and with which unanswered operations used up. To come to the same place with the same ones used up, or
 * more, opens no way that was not open before.
 */
final class Memory {

    private final Map<Configuration, List<long[]>> usedByConfiguration = new HashMap<>();
    private long size;

    /** @return whether this is new: no visit to the configuration used up these operations or some of these only */
    boolean add(Configuration configuration, BitSet unansweredUsed) {
        long[] used = unansweredUsed.toLongArray();
        List<long[]> known = usedByConfiguration.computeIfAbsent(configuration, _ -> new ArrayList<>(1));
        for (long[] earlier : known) {
            if (isWithin(earlier, used)) {
                return false;
            }
        }
        known.add(used);
        size++;
        return true;
    }

    /** How often something was new. */
    long size() {
        return size;
    }

    /** Both end with a word that is not zero, if they have any. */
    private static boolean isWithin(long[] part, long[] whole) {
        if (part.length > whole.length) {
            return false;
        }
        for (int word = 0; word < part.length; word++) {
            if ((part[word] & ~whole[word]) != 0) {
                return false;
            }
        }
        return true;
    }
}
