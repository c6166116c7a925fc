package dev.cairn.api.metadata;

/** What a waiter wants to do with offline data, with the bits of WAI-1. */
public enum WaitOp {
    READ(1),
    WRITE(2),
    CHANGE_SIZE(4);

    private final int bit;

    WaitOp(int bit) {
        this.bit = bit;
    }

    public int bit() {
        return bit;
    }
}
