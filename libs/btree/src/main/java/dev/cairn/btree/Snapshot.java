package dev.cairn.btree;

import org.jspecify.annotations.Nullable;

/** A published version of a tree: immutable, for any thread, for as long as somebody holds it. */
public final class Snapshot implements TreeView {

    private final TreeReader reader;
    private final long generation;
    private final long items;
    private final int height;

    Snapshot(TreeReader reader, long generation, long items, int height) {
        this.reader = reader;
        this.generation = generation;
        this.items = items;
        this.height = height;
    }

    TreeReader reader() {
        return reader;
    }

    ChildRef root() {
        return reader.root();
    }

    long generation() {
        return generation;
    }

    int height() {
        return height;
    }

    /** How many items this version holds. */
    public long items() {
        return items;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return reader.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte @Nullable [] to) {
        return reader.scan(from, to);
    }

    @Override
    public Cursor scanBackward(byte @Nullable [] from, byte[] to) {
        return reader.scanBackward(from, to);
    }
}
