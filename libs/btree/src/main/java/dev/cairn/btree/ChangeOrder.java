package dev.cairn.btree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which a batch is applied: changes whose keys share their first byte together, among them as they were given.
 * Each kind of key mostly ascends by itself, so that one change goes to the leaf of the one before it. Changes of one key stay
 * in order, and none passes a removal of a range, so the outcome is that of the order given.
 */
final class ChangeOrder {

    /** Below it there are about as many kinds as changes. */
    private static final int GROUPED_MIN = 32;

    private static final int KINDS = 256;

    private ChangeOrder() {}

    static List<Change> grouped(List<Change> changes) {
        if (changes.size() < GROUPED_MIN) {
            return changes;
        }
        List<Change> ordered = new ArrayList<>(changes.size());
        int from = 0;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof Change.DeleteRange range) {
                addGrouped(changes.subList(from, i), ordered);
                ordered.add(range);
                from = i + 1;
            }
        }
        addGrouped(changes.subList(from, changes.size()), ordered);
        return ordered;
    }

    private static void addGrouped(List<Change> changes, List<Change> ordered) {
        int[] places = new int[KINDS + 1];
        for (Change change : changes) {
            places[kind(change) + 1]++;
        }
        for (int kind = 1; kind <= KINDS; kind++) {
            places[kind] += places[kind - 1];
        }
        Change[] grouped = new Change[changes.size()];
        for (Change change : changes) {
            grouped[places[kind(change)]++] = change;
        }
        ordered.addAll(Arrays.asList(grouped));
    }

    private static int kind(Change change) {
        byte[] key = switch (change) {
            case Change.Put put -> put.key();
            case Change.Delete delete -> delete.key();
            case Change.Add add -> add.key();
            case Change.DeleteRange range -> range.from();
        };
        return key.length == 0 ? 0 : key[0] & 0xFF;
    }
}
