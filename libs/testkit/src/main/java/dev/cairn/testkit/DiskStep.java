package dev.cairn.testkit;

/**
 * Something that is about to be done to a {@link SimulatedDisk}.
 *
 * @param file its name at this moment, empty for the names themselves
 * @param offset of a write; of a sync, where the last write before it began; else 0
 * @param bytes of a write, else 0
 */
public record DiskStep(Kind kind, String file, long offset, int bytes) {

    /** What changes a disk. */
    public enum Kind {
        WRITE,
        SYNC,
        TRUNCATE,
        DELETE,
        RENAME,
        SYNC_NAMES
    }

    @Override
    public String toString() {
        return kind + (file.isEmpty() ? "" : " of " + file) + (kind == Kind.WRITE ? " at " + offset : "");
    }
}
