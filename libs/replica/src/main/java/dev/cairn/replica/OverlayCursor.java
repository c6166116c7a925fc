package dev.cairn.replica;

import dev.cairn.btree.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The items of a tree in order, with those that a transaction changed replaced, left out or put in. */
final class OverlayCursor implements Cursor {

    /** What a transaction makes of a key; null if nothing is left of it. */
    record Own(byte[] key, byte @Nullable [] value) {}

    private final Cursor below;
    private final Predicate<byte[]> isDeleted;
    private final List<Own> own;
    private final int direction;

    private int nextOwn;

    /** The key at which the cursor below stands; null when it has ended. */
    private byte @Nullable [] belowKey;

    private byte[] key = {};
    private byte[] value = {};

    /**
     * @param isDeleted which items of the cursor below do not count
     * @param own in the order of the walk
     * @param direction 1 or -1
     */
    OverlayCursor(Cursor below, Predicate<byte[]> isDeleted, List<Own> own, int direction) {
        this.below = below;
        this.isDeleted = isDeleted;
        this.own = own;
        this.direction = direction;
        stepBelow();
    }

    private void stepBelow() {
        do {
            belowKey = below.next() ? below.key() : null;
        } while (belowKey != null && isDeleted.test(belowKey));
    }

    @Override
    public boolean next() {
        while (true) {
            byte[] there = belowKey;
            Own mine = nextOwn < own.size() ? own.get(nextOwn) : null;
            if (mine == null) {
                return there != null && takeBelow(there);
            }
            int order = there == null ? 1 : direction * Arrays.compareUnsigned(there, mine.key);
            if (there != null && order < 0) {
                return takeBelow(there);
            }
            nextOwn++;
            if (order == 0) {
                stepBelow();
            }
            if (mine.value != null) {
                key = mine.key;
                value = mine.value;
                return true;
            }
        }
    }

    private boolean takeBelow(byte[] there) {
        key = there;
        value = below.value();
        stepBelow();
        return true;
    }

    @Override
    public byte[] key() {
        return key.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }
}
