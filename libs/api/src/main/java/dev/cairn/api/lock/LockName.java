package dev.cairn.api.lock;

/**
 * The name of a lock: a path-like text of 1 to {@value #LENGTH_MAX} characters whose first component says what kind of
 * thing is locked, such as {@code content/1052}.
 */
public record LockName(String value) implements Comparable<LockName> {

    public static final int LENGTH_MAX = 512;

    public LockName {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a lock name has 1 to " + LENGTH_MAX + " characters, not " + value.length());
        }
    }

    @Override
    public int compareTo(LockName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
