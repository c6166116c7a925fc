package dev.cairn.api.lock;

/** What a grant allows beside it. */
public enum LockMode {
    /** Many readers. */
    SHARED,
    /** One writer, nobody else. */
    EXCLUSIVE,
    /** Many updaters that do not read, compatible with themselves alone. */
    SHARED_UPDATE;

    public boolean isCompatibleWith(LockMode other) {
        return this == other && this != EXCLUSIVE;
    }
}
