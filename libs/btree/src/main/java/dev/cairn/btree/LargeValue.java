package dev.cairn.btree;

/** A value that would take too much of a leaf, on a page of its own: written once, never copied. */
final class LargeValue extends Node {

    private final byte[] value;

    /** @param value handed over, never changed */
    LargeValue(long generation, byte[] value) {
        super(generation);
        this.value = value;
    }

    byte[] value() {
        return value;
    }

    @Override
    int bytes() {
        return PageCodec.HEADER_BYTES + value.length;
    }
}
