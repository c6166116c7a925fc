package dev.cairn.api.metadata;

/**
 * What one class of users may do.
 *
 * @param id the user or group of a {@link Kind#USER} or {@link Kind#GROUP}; 0 for the other kinds, whatever was given
 * @param permissions the sum of 4 to read, 2 to write and 1 to execute or search
 */
public record AclEntry(Kind kind, int id, int permissions) {

    public AclEntry {
        id = kind.isNamed() ? id : 0;
    }

    /** Whom an entry is for, in the order in which entries stand. */
    public enum Kind {
        OWNER,
        USER,
        OWNING_GROUP,
        GROUP,
        /** The most that named users, the owning group and named groups get. */
        MASK,
        OTHER;

        /** Whether entries of this kind name a user or a group. */
        public boolean isNamed() {
            return this == USER || this == GROUP;
        }
    }
}
