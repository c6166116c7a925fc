package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree as a command sees it: the working state with the command's own changes on top. Each key has at most one
 * change, the sum of what was done to it. Used by the replica's thread, for the time of one command.
 */
public final class Transaction implements TreeView {

    private final TreeView base;
    private final NavigableMap<byte[], Change> changes = new TreeMap<>(Arrays::compareUnsigned);

    public Transaction(TreeView base) {
        this.base = base;
    }

    public void put(byte[] key, byte[] value) {
        changes.put(key, new Change.Put(key, value));
    }

    public void delete(byte[] key) {
        changes.put(key, new Change.Delete(key));
    }

    /** Adds to the counters of an item; a missing item counts as zeros, one of zeros vanishes. */
    public void add(byte[] key, long... deltas) {
        switch (changes.get(key)) {
            case null -> changes.put(key, new Change.Add(key, deltas.clone()));
            case Change.Add(byte[] ignored, long[] before) ->
                changes.put(key, new Change.Add(key, Counters.sum(before, deltas)));
            case Change.Put(byte[] ignored, byte[] value) -> put(key, Counters.sum(value, deltas));
            case Change.Delete ignored -> put(key, Counters.sum(new byte[0], deltas));
            case Change.DeleteRange ignored -> throw new IllegalStateException("a transaction holds no ranges");
        }
    }

    /** What was changed, in key order. */
    public List<Change> changes() {
        return new ArrayList<>(changes.values());
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Change change = changes.get(key);
        return change == null ? base.get(key) : result(change);
    }

    private byte @Nullable [] result(Change change) {
        return switch (change) {
            case Change.Put(byte[] ignored, byte[] value) -> value.clone();
            case Change.Delete ignored -> null;
            case Change.Add(byte[] key, long[] deltas) -> {
                byte[] before = base.get(key);
                byte[] after = Counters.sum(before == null ? new byte[0] : before, deltas);
                yield Counters.isZero(after) ? null : after;
            }
            case Change.DeleteRange ignored -> throw new IllegalStateException("a transaction holds no ranges");
        };
    }

    @Override
    public Cursor scan(byte[] from, byte @Nullable [] to) {
        NavigableMap<byte[], Change> own = to == null
                ? changes.tailMap(from, true)
                : Arrays.compareUnsigned(from, to) < 0 ? changes.subMap(from, true, to, false) : none();
        return new MergedCursor(base.scan(from, to), own, 1);
    }

    @Override
    public Cursor scanBackward(byte @Nullable [] from, byte[] to) {
        NavigableMap<byte[], Change> own = from == null
                ? changes.tailMap(to, true)
                : Arrays.compareUnsigned(to, from) < 0 ? changes.subMap(to, true, from, false) : none();
        return new MergedCursor(base.scanBackward(from, to), own.descendingMap(), -1);
    }

    private static NavigableMap<byte[], Change> none() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    /** Items of the base in order, with those that were changed here replaced, left out or put in. */
    private final class MergedCursor implements Cursor {

        private final Cursor below;
        private final List<Change> own;
        private final int direction;
        private int nextOwn;
        private boolean hasBelow;
        private byte[] key = new byte[0];
        private byte[] value = new byte[0];

        MergedCursor(Cursor below, NavigableMap<byte[], Change> own, int direction) {
            this.below = below;
            this.own = new ArrayList<>(own.values());
            this.direction = direction;
            this.hasBelow = below.next();
        }

        @Override
        public boolean next() {
            while (hasBelow || nextOwn < own.size()) {
                int order = order();
                if (order < 0) {
                    take(below.key(), below.value());
                    hasBelow = below.next();
                    return true;
                }
                Change change = own.get(nextOwn++);
                if (order == 0) {
                    hasBelow = below.next();
                }
                byte[] result = result(change);
                if (result != null) {
                    take(keyOf(change), result);
                    return true;
                }
            }
            return false;
        }

        /** Below zero if the base comes first, zero if both stand at one key. */
        private int order() {
            if (nextOwn == own.size()) {
                return -1;
            }
            if (!hasBelow) {
                return 1;
            }
            return direction * Arrays.compareUnsigned(below.key(), keyOf(own.get(nextOwn)));
        }

        private void take(byte[] nextKey, byte[] nextValue) {
            key = nextKey;
            value = nextValue;
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

    private static byte[] keyOf(Change change) {
        return switch (change) {
            case Change.Put(byte[] key, byte[] ignored) -> key;
            case Change.Delete(byte[] key) -> key;
            case Change.Add(byte[] key, long[] ignored) -> key;
            case Change.DeleteRange ignored -> throw new IllegalStateException("a transaction holds no ranges");
        };
    }

    /** Vectors of 64-bit counters as they are stored. */
    private static final class Counters {

        static long[] sum(long[] left, long[] right) {
            long[] sum = Arrays.copyOf(left, Math.max(left.length, right.length));
            for (int i = 0; i < right.length; i++) {
                sum[i] += right[i];
            }
            return sum;
        }

        static byte[] sum(byte[] stored, long[] deltas) {
            ByteBuffer before = ByteBuffer.wrap(stored);
            long[] counters = new long[stored.length / Long.BYTES];
            for (int i = 0; i < counters.length; i++) {
                counters[i] = before.getLong();
            }
            ByteBuffer after = ByteBuffer.allocate(Math.max(counters.length, deltas.length) * Long.BYTES);
            for (long counter : sum(counters, deltas)) {
                after.putLong(counter);
            }
            return after.array();
        }

        static boolean isZero(byte[] stored) {
            for (byte b : stored) {
                if (b != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
