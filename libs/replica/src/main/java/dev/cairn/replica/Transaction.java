package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeLimits;
import dev.cairn.btree.TreeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree as a command sees it: the working state with the command's own changes on top. Each key has at most one change,
 * the sum of what was done to it. A cursor shows what had been changed when it was made. Used by the replica's thread, for
 * the time of one command.
 */
public final class Transaction implements TreeView {

    private final TreeView base;

    /** Deleted ranges come first, so a change of one key counts whether or not a range holds the key. */
    private final DeletedRanges deleted = new DeletedRanges();

    private final NavigableMap<byte[], Change> changes = none();

    public Transaction(TreeView base) {
        this.base = base;
    }

    /**
     * Sets a value. The arrays are handed over.
     *
     * @throws IllegalArgumentException for a key or value over the limits of the tree
     */
    public void put(byte[] key, byte[] value) {
        requireKey(key);
        requireValue(value.length);
        changes.put(key, new Change.Put(key, value));
    }

    /** Removes an item; harmless if there is none. */
    public void delete(byte[] key) {
        requireKey(key);
        changes.put(key, new Change.Delete(key));
    }

    /** Adds to the counters of an item; a missing item counts as zeros, one of zeros vanishes. */
    public void add(byte[] key, long... deltas) {
        requireKey(key);
        requireValue(deltas.length * Long.BYTES);
        switch (changes.get(key)) {
            case null -> changes.put(key, new Change.Add(key, deltas.clone()));
            case Change.Add(byte[] ignored, long[] before) ->
                changes.put(key, new Change.Add(key, Counters.sum(before, deltas)));
            case Change.Put(byte[] ignored, byte[] value) -> putCounters(key, Counters.sum(value, deltas));
            case Change.Delete ignored -> putCounters(key, Counters.sum(new byte[0], deltas));
            case Change.DeleteRange range -> throw notOfOneKey(range);
        }
    }

    private void putCounters(byte[] key, byte[] counters) {
        if (Counters.isZero(counters)) {
            delete(key);
        } else {
            put(key, counters);
        }
    }

    /** Removes all items from {@code from} inclusive to {@code to} exclusive. Takes time for each; callers bound how many. */
    public void deleteRange(byte[] from, byte[] to) {
        requireKey(from);
        requireKey(to);
        if (Arrays.compareUnsigned(from, to) < 0) {
            changes.subMap(from, true, to, false).clear();
            deleted.add(from, to);
        }
    }

    /** What was changed, in an order that has this effect. */
    List<Change> changes() {
        List<Change> all = new ArrayList<>(deleted.changes());
        all.addAll(changes.values());
        return all;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Change change = changes.get(key);
        return change == null ? below(key) : result(change);
    }

    private byte @Nullable [] below(byte[] key) {
        return deleted.contains(key) ? null : base.get(key);
    }

    private byte @Nullable [] result(Change change) {
        return switch (change) {
            case Change.Put(byte[] ignored, byte[] value) -> value.clone();
            case Change.Delete ignored -> null;
            case Change.Add(byte[] key, long[] deltas) -> {
                byte[] before = below(key);
                byte[] after = Counters.sum(before == null ? new byte[0] : before, deltas);
                yield Counters.isZero(after) ? null : after;
            }
            case Change.DeleteRange range -> throw notOfOneKey(range);
        };
    }

    @Override
    public Cursor scan(byte[] from, byte @Nullable [] to) {
        NavigableMap<byte[], Change> own = changes.tailMap(from, true);
        if (to != null) {
            own = Arrays.compareUnsigned(from, to) < 0 ? own.headMap(to, false) : none();
        }
        return new OverlayCursor(base.scan(from, to), deleted::contains, resultsOf(own), 1);
    }

    @Override
    public Cursor scanBackward(byte @Nullable [] from, byte[] to) {
        NavigableMap<byte[], Change> own = changes.tailMap(to, true);
        if (from != null) {
            own = Arrays.compareUnsigned(to, from) < 0 ? own.headMap(from, false) : none();
        }
        return new OverlayCursor(base.scanBackward(from, to), deleted::contains, resultsOf(own.descendingMap()), -1);
    }

    private static NavigableMap<byte[], Change> none() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    private List<OverlayCursor.Own> resultsOf(NavigableMap<byte[], Change> own) {
        List<OverlayCursor.Own> results = new ArrayList<>(own.size());
        own.forEach((key, change) -> results.add(new OverlayCursor.Own(key, result(change))));
        return results;
    }

    private static void requireKey(byte[] key) {
        if (key.length == 0 || key.length > TreeLimits.KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + TreeLimits.KEY_BYTES_MAX + " bytes, not " + key.length);
        }
    }

    private static void requireValue(int bytes) {
        if (bytes > TreeLimits.VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a value has at most " + TreeLimits.VALUE_BYTES_MAX + " bytes, not " + bytes);
        }
    }

    private static IllegalStateException notOfOneKey(Change change) {
        return new IllegalStateException("kept as the change of one key: " + change);
    }
}
